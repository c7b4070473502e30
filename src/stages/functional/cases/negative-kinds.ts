import type { NegativeCases } from './case.js';
import { noCredential } from './no-credential.js';
import { requiredMissing } from './required-missing.js';
import { unknownId } from './unknown-id.js';
import { wrongType } from './wrong-type.js';

/** Every kind of spoilt call, in the order of what they tell: where a run cannot make them all, the last are left out. */
export const negativeCases: readonly NegativeCases[] = [noCredential, unknownId, requiredMissing, wrongType];
