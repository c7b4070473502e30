import type { CompareRule } from './compare-rule.js';
import { breakingOperationDeleted } from './rules/breaking-operation-deleted.js';
import { breakingPathChanged } from './rules/breaking-path-changed.js';
import { breakingRequiredInputAdded } from './rules/breaking-required-input-added.js';
import { updateBumpsVersion } from './rules/update-bumps-version.js';

/** Everything that compare looks at. */
export const compareRules: readonly CompareRule[] = [
  breakingOperationDeleted,
  breakingPathChanged,
  breakingRequiredInputAdded,
  updateBumpsVersion,
];
