import { multipartOf } from './multipart.js';

const file = { name: 'a.txt', mediaType: 'text/plain' };

describe('stages/functional/multipart', () => {
  it('writes fields and files, each with its own head, and ends the form', () =>
    expect(
      multipartOf([
        { name: 'title', file: null, text: 'One' },
        { name: 'upload', file, text: 'sample\n' },
      ]),
    ).toEqual({
      mediaType: 'multipart/form-data; boundary=assay-form',
      text: [
        '--assay-form',
        'Content-Disposition: form-data; name="title"',
        '',
        'One',
        '--assay-form',
        'Content-Disposition: form-data; name="upload"; filename="a.txt"',
        'Content-Type: text/plain',
        '',
        'sample\n',
        '--assay-form--',
        '',
      ].join('\r\n'),
    }));

  it('takes a boundary that is in no part', () => {
    const { mediaType } = multipartOf([{ name: 'a', file, text: '--assay-form--\r\nassay-form-1' }]);

    expect(mediaType).toBe('multipart/form-data; boundary=assay-form-2');
  });

  it('lets no name write a head of its own', () => {
    const { text } = multipartOf([{ name: 'a"\r\nX-Evil: 1', file: null, text: '' }]);

    expect(text).toContain('name="a%22%0D%0AX-Evil: 1"');
    expect(text.split('\r\n').some(line => line.startsWith('X-Evil'))).toBe(false);
  });
});
