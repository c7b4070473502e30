import type { JsonLimits } from '../../../core/json-text.js';

/** Collections of one package that are read. */
export const mostCollections = 20;

/** Of each collection and environment: the size in bytes, the depth of its JSON, its number of values. */
export const collectionLimits: JsonLimits = { bytes: 5_242_880, depth: 64, nodes: 200_000, stringLength: 1_048_576 };

/** Requests and folders of one collection. The gateway takes 500 requests of a run. */
export const mostItems = 1_000;

/** Characters of the scripts of one collection. They are code, and run only where nothing can be reached from. */
export const mostScript = 262_144;
