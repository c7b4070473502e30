import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { problem } from '../core/problems.js';
import type { Problem } from '../core/problems.js';
import type { UploadedFile } from './route.js';

/**
 * The largest package that is taken, in bytes: 10 MiB, as crates.io does. One byte more is let in, so that a file of exactly the
 * limit and one beyond it can be told apart by intake, which explains it.
 */
export const mostUploadBytes = 10 * 1024 * 1024;
const fileField = 'package';

/** What the parts around the file may add to the length of the body: fields, headers and boundaries. */
const overhead = 256 * 1024;

const receive = multer({
  defParamCharset: 'utf8',
  storage: multer.memoryStorage(),
  limits: {
    fileSize: mostUploadBytes + 1,
    files: 1,
    fields: 6,
    parts: 8,
    fieldNameSize: 100,
    fieldSize: 65_536,
    headerPairs: 32,
  },
}).single(fileField);

/**
 * Reads a multipart body: the one file is returned, the text fields are left in `request.body`. Throws `media-type-unsupported`,
 * `body-too-large` (before reading when the length is announced) and `upload-invalid`.
 */
export async function receiveUpload(request: Request, response: Response): Promise<UploadedFile> {
  if (!request.is('multipart/form-data')) {
    const given = request.headers['content-type'] ?? 'a body without a type';
    throw problem('media-type-unsupported', { expected: 'multipart/form-data', given: given.slice(0, 100) });
  }
  if (Number(request.headers['content-length'] ?? 0) > mostUploadBytes + overhead) throw tooLarge();
  await new Promise<void>((resolve, reject) => {
    void receive(request, response, (error: unknown) => {
      if (error instanceof Error) reject(explained(error));
      else resolve();
    });
  });
  if (!request.file) throw problem('upload-invalid', { reason: `It has no file field named \`${fileField}\`.` });
  return { name: nameOf(request.file.originalname), bytes: request.file.buffer };
}

/** A file's name as it is shown: its last part, one line, at most 255 characters. It never names a path of ours. */
function nameOf(original: string): string {
  const last = original.split(/[\\/]/).at(-1) ?? '';
  const cleaned = last.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').slice(0, 255);
  return cleaned === '' ? 'package.zip' : cleaned;
}

function tooLarge(): Problem {
  return problem('body-too-large', { limit: `${mostUploadBytes / 1024 / 1024} MiB for a package` });
}

/** What is wrong with the body, in our words; multer and busboy give short codes and sentences for programmers. */
function explained(error: Error): Problem {
  if (error instanceof MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return tooLarge();
    return problem('upload-invalid', { reason: reasons[error.code] ?? 'It has more than this route takes.' }, error);
  }
  return problem('upload-invalid', { reason: 'It is not well-formed multipart/form-data, or it ended early.' }, error);
}

const reasons: Readonly<Partial<Record<multer.ErrorCode, string>>> = {
  LIMIT_UNEXPECTED_FILE: `It has a file that is not the one named \`${fileField}\`.`,
  LIMIT_FILE_COUNT: 'It has more than one file.',
  LIMIT_FIELD_COUNT: 'It has too many fields.',
  LIMIT_PART_COUNT: 'It has too many parts.',
  LIMIT_FIELD_KEY: 'The name of a field is too long.',
  LIMIT_FIELD_VALUE: 'The value of a field is longer than 64 KiB.',
  MISSING_FIELD_NAME: 'A field has no name.',
};
