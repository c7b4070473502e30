/** One part of a form (RFC 7578 §4). */
export interface FormPart {
  readonly name: string;
  /** Null for a plain field. */
  readonly file: { readonly name: string; readonly mediaType: string } | null;
  readonly text: string;
}

/** A form with its media type, which names the boundary. */
export interface Multipart {
  readonly mediaType: string;
  readonly text: string;
}

/**
 * Writes a form as one text. Newman would read a file from its disk, where there is none; so the whole body goes into the collection, and
 * its parts are text. The boundary is the same for the same parts and is in none of them. Names lose what would end them or their line.
 */
export function multipartOf(parts: readonly FormPart[]): Multipart {
  let boundary = 'assay-form';
  for (let number = 1; parts.some(({ text }) => text.includes(boundary)); number += 1)
    boundary = `assay-form-${number}`;
  const written = parts.map(({ name, file, text }) => {
    const disposition = `form-data; name="${quoted(name)}"${file === null ? '' : `; filename="${quoted(file.name)}"`}`;
    const type = file === null ? '' : `Content-Type: ${file.mediaType}\r\n`;
    return `--${boundary}\r\nContent-Disposition: ${disposition}\r\n${type}\r\n${text}\r\n`;
  });
  return { mediaType: `multipart/form-data; boundary=${boundary}`, text: `${written.join('')}--${boundary}--\r\n` };
}

/** As browsers write it (WHATWG HTML, multipart/form-data encoding algorithm). */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
