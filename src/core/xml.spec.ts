import { escapeXml } from './xml.js';

describe('core/xml', () => {
  it.each([
    ['<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
    ["a'b & c", 'a&#39;b &amp; c'],
    [']]>', ']]&gt;'],
    ['\0\u0008\u001f', '\uFFFD\uFFFD\uFFFD'],
    ['half \ud800 pair', 'half \uFFFD pair'],
    ['\ufffe\uffff', '\uFFFD\uFFFD'],
    ['whole 😀, tab\tand line\r\n', 'whole 😀, tab&#9;and line&#13;&#10;'],
  ])('writes %j so that it is only text', (text, written) => expect(escapeXml(text)).toBe(written));
});
