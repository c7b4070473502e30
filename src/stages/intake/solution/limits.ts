import { fileLimits } from '../limits.js';
import { packageFileNames } from '../../../core/package.js';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * What all levels of a package may hold together. Each archive is held to the limits of an upload besides; without these, one
 * archive inside another would multiply them.
 */
export const solutionLimits = {
  /** Bytes that are unpacked, over all levels. The largest part of a real package is the icon and the definition, twice. */
  unpackedBytes: 50 * mebibyte,
  /** Solution zips that are looked into. A package has two, or three with an AI plug-in. */
  solutions: 4,
  /** Files of connectors that are read in one solution: definition, parameters, their sets and policies of two connectors. */
  connectorFiles: 8,
  /** Bytes of all XML. Exports of one connector and one flow have some kibibytes; hostile XML takes a second a mebibyte. */
  xmlBytes: 256 * kibibyte,
  /** Bytes of one definition, as for a definition that is uploaded by itself. */
  definitionBytes: fileLimits[packageFileNames.definition] ?? mebibyte,
  /** Bytes of any other JSON file of a connector. What these files are made of, apiProperties.json, stays below 16 KiB. */
  jsonBytes: 64 * kibibyte,
} as const;
