import { readXml } from './read-xml.js';

const read = (text: string) => readXml(Buffer.from(text));

describe('stages/intake/solution/read-xml', () => {
  it('gives the elements in the order of the text, with what is in them', () => {
    const { elements, fault } = read(
      '\ufeff<?xml version="1.0"?><a><!-- no --><b x="1"/><c> text </c><d>\n</d><e><![CDATA[<f/>]]></e></a>',
    );

    expect(fault).toBeNull();
    expect(elements).toEqual([
      { name: 'a', text: '', filled: true },
      { name: 'b', text: '', filled: true },
      { name: 'c', text: 'text', filled: true },
      { name: 'd', text: '', filled: false },
      { name: 'e', text: '<f/>', filled: true },
    ]);
  });

  it('replaces no reference', () => {
    expect(read('<a>&lt;&#65;&unknown;</a>').elements).toEqual([
      { name: 'a', text: '&lt;&#65;&unknown;', filled: true },
    ]);
  });

  const bomb = Array.from({ length: 30 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};">`).join('');

  it.each([
    ['a bomb of entities', `<!DOCTYPE a [<!ENTITY e0 "ha">${bomb}]><a>&e30;</a>`, 'declares a document type'],
    [
      'a file of the reader’s disk',
      '<!doctype a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
      'document type',
    ],
    ['an element that is not closed', '<a>\n<b></a>', 'is not well-formed XML (line 2)'],
    ['an empty file', '', 'is not well-formed XML'],
    ['no XML', 'PK\u0003\u0004', 'is not well-formed XML'],
    ['elements in one another without end', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, 'is not XML as an export'],
    ['the name of an object’s prototype', '<__proto__><a/></__proto__>', 'is not XML as an export'],
    ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le'), 'UTF-16'],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), 'not encoded as UTF-8'],
  ])('refuses %s', (_, content, words) => {
    const { elements, fault } = readXml(Buffer.from(content));

    expect(elements).toEqual([]);
    expect(fault).toContain(words);
  });
});
