/** A small file that is uploaded where nobody gave one. Its content is text, whatever its kind. */
export interface SampleFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

const plainFile: SampleFile = { name: 'sample.txt', mediaType: 'text/plain', text: 'sample\n' };

/** By what a parameter is called, what it most likely takes. */
const byName: readonly (readonly [RegExp, SampleFile])[] = [
  [/csv|spreadsheet/i, { name: 'sample.csv', mediaType: 'text/csv', text: 'name,value\nsample,1\n' }],
  [/json/i, { name: 'sample.json', mediaType: 'application/json', text: '{"name":"sample"}' }],
  [/xml/i, { name: 'sample.xml', mediaType: 'application/xml', text: '<sample/>' }],
  [/html/i, { name: 'sample.html', mediaType: 'text/html', text: '<p>sample</p>' }],
  [
    /image|photo|picture|avatar|logo|icon|thumbnail/i,
    {
      name: 'sample.svg',
      mediaType: 'image/svg+xml',
      text: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    },
  ],
];

/** The file for a parameter of this name. */
export function sampleFileFor(parameterName: string): SampleFile {
  return byName.find(([pattern]) => pattern.test(parameterName))?.[1] ?? plainFile;
}
