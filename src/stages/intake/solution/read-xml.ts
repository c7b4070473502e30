import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { arrayOf, isObject } from '../../../core/json-value.js';
import type { JsonObject } from '../../../core/json-value.js';
import { decodeUtf8, encodingOf } from '../../../core/utf8.js';

export interface XmlElement {
  readonly name: string;
  /** Its own text, without that of elements inside it. References are not replaced. */
  readonly text: string;
  /** Whether anything is in it: an element, a text that is not blank, or an attribute. */
  readonly filled: boolean;
}

/** An XML file as it was read. */
export interface XmlText {
  /** All elements in the order of the text; none where there is a fault. */
  readonly elements: readonly XmlElement[];
  /** Why it cannot be read, to follow after the file’s name: “is not …”. */
  readonly fault: string | null;
}

/**
 * No tool that exports solutions writes a document type. It is where entities are declared, which multiply (“billion laughs”) or
 * name files of the reader’s disk: a file that has one is not read at all.
 */
const documentType = /<!(?:DOCTYPE|ENTITY)/i;

const attributes = ':@';
const text = '#text';

const options = {
  preserveOrder: true,
  ignoreAttributes: false,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 100,
} as const;

/** Reads an XML file without ever following anything in it. Never throws for any bytes. */
export function readXml(bytes: Uint8Array): XmlText {
  if (encodingOf(bytes) === 'utf16') return unread('is encoded as UTF-16, not as UTF-8');
  const { text: source, invalidAt } = decodeUtf8(bytes);
  if (invalidAt !== null) return unread('is not encoded as UTF-8');
  if (documentType.test(source)) return unread('declares a document type, which is not read');
  const valid = XMLValidator.validate(source);
  if (valid !== true) return unread(`is not well-formed XML (line ${valid.err.line})`);
  try {
    return { elements: elementsOf(new XMLParser(options).parse(source)), fault: null };
  } catch {
    // What the validator lets pass and the parser does not: too deep, or names that are unsafe as names of members.
    return unread('is not XML as an export has it');
  }
}

function unread(fault: string): XmlText {
  return { elements: [], fault };
}

/** The elements below the parser’s list of nodes, each `{ name: nodes }`, walked without the call stack. */
function elementsOf(root: unknown): XmlElement[] {
  const elements: XmlElement[] = [];
  const waiting = nodesOf(root).reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const name = Object.keys(node).find(key => key !== attributes && key !== text);
    if (name === undefined) continue;
    const children = nodesOf(node[name]);
    const filled = children.length > 0 || node[attributes] !== undefined;
    elements.push({ name, text: children.map(textOf).join(''), filled });
    for (const child of children.reverse()) waiting.push(child);
  }
  return elements;
}

function nodesOf(value: unknown): JsonObject[] {
  return arrayOf(value).filter(isObject);
}

function textOf(node: JsonObject): string {
  const value = node[text];
  return typeof value === 'string' ? value : '';
}
