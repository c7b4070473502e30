import { certificateStateAt } from '../core/certificate-state.js';
import type { Marks } from '../core/ports/connectors.js';
import type { ChannelEntry } from '../core/ports/ledger.js';
import type { Tier } from '../core/tier.js';
import type { Drift } from '../core/ports/monitors.js';
import { escapeXml } from '../core/xml.js';

/** What a badge says, and whether it is good news. */
export interface Badge {
  readonly text: string;
  readonly good: boolean;
}

/** A version longer than this is cut: a badge stands in a line of text. */
const longestVersion = 30;

/**
 * What the public may know of a connector: its newest public version while its certificate is valid, at `now`, what became of it, and whether
 * its API has drifted from what was certified. Nothing of what is under way: a connector under review and one that does not exist look alike.
 */
export function badgeOf(
  newest: Pick<ChannelEntry, 'version' | 'receipt'> | null,
  now: Date,
  marks: Pick<Marks, 'deprecation' | 'withdrawal'> = { deprecation: null, withdrawal: null },
  tier: Tier | null = null,
  drift: Pick<Drift, 'suspendedAt'> | null = null,
): Badge {
  if (newest === null) return { text: 'not certified', good: false };
  const version = [...newest.version].slice(0, longestVersion).join('');
  if ((marks.withdrawal?.since ?? null) !== null) return { text: `${version}: withdrawn`, good: false };
  const expiresAt = expiryOf(newest.receipt?.certificate ?? '');
  const state = certificateStateAt(expiresAt, now.toISOString());
  // A certificate that cannot be read certifies nothing.
  if (expiresAt === null || state === 'unreadable') return { text: `${version}: certificate unreadable`, good: false };
  if (state === 'expired') return { text: `${version}: certificate expired`, good: false };
  if (marks.deprecation !== null && marks.deprecation.phase !== 'announced') {
    return { text: `${version}: deprecated`, good: false };
  }
  if (drift !== null)
    return { text: `${version}: ${drift.suspendedAt === null ? 'drifting' : 'suspended'}`, good: false };
  const until = state === 'near-end' ? ` until ${expiresAt.slice(0, 10)}` : '';
  return { text: `${tier ?? 'certified'} ${version}${until}`, good: true };
}

const label = 'assay';
/** Pixels: of one character of 11 px Verdana on average, and left and right of a text. */
const characterWidth = 6.6;
const padding = 6;

/**
 * The badge as an SVG picture of 20 pixels' height. It asks for no font, style, script or picture from anywhere; texts are fitted to their
 * boxes, whatever font there is.
 */
export function badgeSvg({ text, good }: Badge): string {
  const [left, right] = [widthOf(label), widthOf(text)];
  const width = left + right + 4 * padding;
  const split = left + 2 * padding;
  const title = escapeXml(`${label}: ${text}`);
  const part = (content: string, x: number, length: number) =>
    `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="20" rx="3" fill="#3b4148"/>`,
    `<path fill="${good ? '#1f7a3d' : '#6b7280'}" d="M${split} 0h${width - split - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${split}z"/>`,
    `<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    part(label, padding, left),
    part(text, split + padding, right),
    `</g></svg>\n`,
  ].join('');
}

function widthOf(text: string): number {
  return Math.ceil([...text].length * characterWidth);
}

/** Until when the certificate in an envelope is valid, RFC 3339; null when it does not say so. */
function expiryOf(certificate: string): string | null {
  try {
    const { payload } = JSON.parse(certificate) as { payload: string };
    const statement = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as {
      predicate: { expiresAt: string };
    };
    const expires = Date.parse(statement.predicate.expiresAt);
    return Number.isNaN(expires) ? null : new Date(expires).toISOString();
  } catch {
    return null;
  }
}
