import type { PolicyRequest } from './policy.js';
import { UnsupportedPolicy } from './policy.js';

/** A connection parameter's value, as far as the author's expression needs it. */
export interface ConnectionText {
  readonly text: string;
  /** True for what signs in: it is left out of a call that is made without credentials. */
  readonly confidential: boolean;
}

/** Gives the value of a connection parameter. Throws `connection-parameter-missing` when there is none and no fallback. */
export type ReadConnection = (name: string, fallback: string | null) => ConnectionText;

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'confidential'; readonly text: string }
  | { readonly kind: 'header' | 'query'; readonly name: string; readonly fallback: string };

/** A text with expressions in it, its connection parameters already put in. */
export interface TextTemplate {
  readonly pieces: readonly Piece[];
}

/**
 * One expression: `@headers('x')`, `@{queryParameters('x')}`, `@connectionParameters('x', 'default')`. Names of functions are taken
 * without regard to case, and `header` for `headers`: https://learn.microsoft.com/connectors/custom-connectors/policy-templates/expressions/expressions,
 * whose examples for `dynamichosturl` have the singular and the default.
 */
const expression =
  /@(\{?)(connectionParameters|headers?|queryParameters?)\(\s*'([^']{1,200})'(?:\s*,\s*'([^']{0,2000})')?\s*\)(\}?)/gi;

/** What begins like an expression. An at sign alone is a text, as in an e-mail address. */
const beginsExpression = /@\{|@\w+\(|@(?:Request|Response)\.\w/i;

/**
 * Reads a text with expressions. Throws `UnsupportedPolicy` for an expression that this runtime does not offer, such as
 * `@environmentVariables("x")`.
 */
export function readTextTemplate(written: string, connection: ReadConnection): TextTemplate {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of written.matchAll(expression)) {
    const [whole, opened, source = '', name = '', fallback, closed = ''] = found;
    // `@x('y')}` has a brace of the text around it.
    const end = found.index + whole.length - (opened === '' ? closed.length : 0);
    pieces.push(plainPiece(written.slice(at, found.index)));
    if (opened !== '' && closed === '') throw new UnsupportedPolicy(`has the expression \`${whole}\` without its end`);
    if (/^\??\[/.test(written.slice(end, end + 2))) {
      throw new UnsupportedPolicy(`takes the expression \`${whole}\` for more than a text`);
    }
    pieces.push(pieceOf(source.toLowerCase(), name, fallback ?? null, connection));
    at = end;
  }
  pieces.push(plainPiece(written.slice(at)));
  return { pieces: pieces.filter(piece => piece.kind !== 'text' || piece.text !== '') };
}

/** The text for one request. `signedIn` false leaves out what signs in. A header or parameter that is not there is an empty text. */
export function evaluate({ pieces }: TextTemplate, request: PolicyRequest, signedIn = true): string {
  return pieces
    .map(piece => {
      switch (piece.kind) {
        case 'text':
          return piece.text;
        case 'confidential':
          return signedIn ? piece.text : '';
        case 'header':
          return firstValue(request.headers, piece.name.toLowerCase()) ?? piece.fallback;
        case 'query':
          return firstValue(request.query, piece.name) ?? piece.fallback;
      }
    })
    .join('');
}

/** The text when it is the same for every request, else null. */
export function constantText({ pieces }: TextTemplate): string | null {
  return pieces.every(piece => piece.kind === 'text' || piece.kind === 'confidential')
    ? pieces.map(piece => piece.text).join('')
    : null;
}

/** The text as it is written. Throws `UnsupportedPolicy` when it has an expression. */
export function plainText(written: string): string {
  const begun = beginsExpression.exec(written);
  if (begun) {
    throw new UnsupportedPolicy(
      `has the expression \`${written.slice(begun.index, begun.index + 60)}\`, which is not offered here`,
    );
  }
  return written;
}

function plainPiece(text: string): Piece {
  return { kind: 'text', text: plainText(text) };
}

function pieceOf(source: string, name: string, fallback: string | null, connection: ReadConnection): Piece {
  if (source === 'connectionparameters') {
    const { text, confidential } = connection(name, fallback);
    return { kind: confidential ? 'confidential' : 'text', text };
  }
  return { kind: source.startsWith('header') ? 'header' : 'query', name, fallback: fallback ?? '' };
}

function firstValue(pairs: readonly (readonly [string, string])[], name: string): string | undefined {
  return pairs.find(([existing]) => existing === name)?.[1];
}
