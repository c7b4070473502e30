import { Problem } from '../../../core/problems.js';
import { sealOf } from '../record.js';
import { mostEvidenceBytes, readRecord } from './read-record.js';

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const record = (members: object) => ({ kind: 'assay.functional-record', version: 3, ...members });

/** Code and detail of what reading these bytes throws. */
function refusal(bytes: Uint8Array): string {
  try {
    readRecord(bytes);
  } catch (error) {
    if (error instanceof Problem) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return 'read';
}

describe('stages/functional/replay/read-record', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'evidence-unreadable: It is no JSON, or it ends too early.'],
    [
      'half of a record',
      bytesOf(record({})).subarray(0, 20),
      'evidence-unreadable: It is no JSON, or it ends too early.',
    ],
    ['bytes', Buffer.from([0xff]), 'evidence-unreadable: It is no UTF-8 text.'],
    ['other JSON', bytesOf([1]), 'evidence-unreadable: It is JSON, but not the record of a functional test.'],
    [
      'an older form',
      bytesOf(record({ version: 2 })),
      'evidence-version-unknown: Its form is version 2; this Assay reads version 3.',
    ],
    [
      'no version',
      bytesOf(record({ version: 'x' })),
      'evidence-version-unknown: Its form is version none; this Assay reads version 3.',
    ],
    [
      'no seal',
      bytesOf(record({})),
      'evidence-unreadable: Its seal is not that of what it holds: it was damaged, or changed after it was made.',
    ],
  ])('refuses %s', (_what, bytes, told) => expect(refusal(bytes)).toBe(told));

  it('names what is wrong with the form of a record that is sealed', () => {
    const formless = record({ package: 1 });

    expect(refusal(bytesOf({ ...formless, seal: sealOf(formless) }))).toMatch(
      /^evidence-unreadable: It has not the form of a record: package: /,
    );
  });

  it('refuses more than any record has before it is parsed', () => {
    const huge = new Uint8Array(mostEvidenceBytes + 1);

    expect(refusal(huge)).toBe('evidence-unreadable: It has more than 256 MiB, which no record has.');
  });
});
