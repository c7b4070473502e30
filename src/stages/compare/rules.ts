import type { CompareRule } from './compare-rule.js';
import { breakingAuthRemoved } from './rules/breaking-auth-removed.js';
import { breakingConnectionParametersRemoved } from './rules/breaking-connection-parameters-removed.js';
import { breakingEnumAdded } from './rules/breaking-enum-added.js';
import { breakingEnumValueRemoved } from './rules/breaking-enum-value-removed.js';
import { breakingInputBecameInternal } from './rules/breaking-input-became-internal.js';
import { breakingInputDeleted } from './rules/breaking-input-deleted.js';
import { breakingInputOptionalToRequired } from './rules/breaking-input-optional-to-required.js';
import { breakingInputType } from './rules/breaking-input-type.js';
import { breakingOperationDeleted } from './rules/breaking-operation-deleted.js';
import { breakingOperationHidden } from './rules/breaking-operation-hidden.js';
import { breakingOutputDeleted } from './rules/breaking-output-deleted.js';
import { breakingOutputType } from './rules/breaking-output-type.js';
import { breakingParameterLocation } from './rules/breaking-parameter-location.js';
import { breakingPathChanged } from './rules/breaking-path-changed.js';
import { breakingRequiredInputAdded } from './rules/breaking-required-input-added.js';
import { breakingTitleOrFolderChanged } from './rules/breaking-title-or-folder-changed.js';
import { publisherStable } from './rules/publisher-stable.js';
import { titleUnique } from './rules/title-unique.js';
import { updateBumpsVersion } from './rules/update-bumps-version.js';

/** Everything that compare looks at. */
export const compareRules: readonly CompareRule[] = [
  breakingAuthRemoved,
  breakingConnectionParametersRemoved,
  breakingEnumAdded,
  breakingEnumValueRemoved,
  breakingInputBecameInternal,
  breakingInputDeleted,
  breakingInputOptionalToRequired,
  breakingInputType,
  breakingOperationDeleted,
  breakingOperationHidden,
  breakingOutputDeleted,
  breakingOutputType,
  breakingParameterLocation,
  breakingPathChanged,
  breakingRequiredInputAdded,
  breakingTitleOrFolderChanged,
  publisherStable,
  titleUnique,
  updateBumpsVersion,
];
