import { escapeXml } from './xml.js';

/** One thing that happened, as a feed tells it. */
export interface FeedEntry {
  /** An IRI that never changes and belongs to nothing else, such as `urn:uuid:…`. */
  readonly id: string;
  readonly title: string;
  /** RFC 3339. */
  readonly updated: string;
  readonly content: string;
}

/** A feed, its newest entry first. */
export interface Feed {
  readonly id: string;
  readonly title: string;
  /** RFC 3339: when anything in it last changed. */
  readonly updated: string;
  /** Where it is found; may be relative. */
  readonly self: string;
  readonly entries: readonly FeedEntry[];
}

/** The feed as an Atom document (RFC 4287). The author of every entry is the service. */
export function atomOf({ id, title, updated, self, entries }: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    ...headOf({ id, title, updated }, '  '),
    '  <author><name>Assay</name></author>',
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>`,
    ...entries.flatMap(entry => [
      '  <entry>',
      ...headOf(entry, '    '),
      `    <content type="text">${escapeXml(entry.content)}</content>`,
      '  </entry>',
    ]),
    '</feed>',
    '',
  ].join('\n');
}

function headOf({ id, title, updated }: Pick<Feed, 'id' | 'title' | 'updated'>, indent: string): string[] {
  return [
    `${indent}<id>${escapeXml(id)}</id>`,
    `${indent}<title type="text">${escapeXml(title)}</title>`,
    `${indent}<updated>${escapeXml(updated)}</updated>`,
  ];
}
