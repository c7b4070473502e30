import type { OpenedPackage } from '../opened-package.js';

/** The readme as text; null when the package has none. Wrong bytes become replacement characters: a readme is for reading. */
export function readmeText({ readmePath, read }: OpenedPackage): string | null {
  const bytes = readmePath === null ? undefined : read(readmePath);
  return bytes ? new TextDecoder().decode(bytes) : null;
}
