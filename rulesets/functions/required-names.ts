import { arrayOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { oncePer } from './once-per.js';

/** The properties that an object's schema requires, to be asked for by name. */
export const requiredNames = oncePer((schema: JsonObject): ReadonlySet<unknown> => new Set(arrayOf(schema.required)));
