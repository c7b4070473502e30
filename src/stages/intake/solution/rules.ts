import { pkgAssetsNoFolder } from './rules/pkg-assets-no-folder.js';
import { pkgAssetsZipCount } from './rules/pkg-assets-zip-count.js';
import { pkgConnectorSolution } from './rules/pkg-connector-solution.js';
import { pkgCustomProperties } from './rules/pkg-custom-properties.js';
import { pkgFlowSolution } from './rules/pkg-flow-solution.js';
import { pkgInnerOneFolder } from './rules/pkg-inner-one-folder.js';
import { pkgPluginSolution } from './rules/pkg-plugin-solution.js';
import { pkgPolicyJsonNotEmpty } from './rules/pkg-policy-json-not-empty.js';
import { pkgRootInnerZip } from './rules/pkg-root-inner-zip.js';
import { pkgRootIntroMd } from './rules/pkg-root-intro-md.js';
import { pkgRootNoFolder } from './rules/pkg-root-no-folder.js';
import { pkgSasValid } from './rules/pkg-sas-valid.js';
import { pkgSolutionFiles } from './rules/pkg-solution-files.js';
import { pkgSolutionFoldersMatch } from './rules/pkg-solution-folders-match.js';
import { pkgSourceSync } from './rules/pkg-source-sync.js';
import { pkgUnmanaged } from './rules/pkg-unmanaged.js';
import type { SolutionRule } from './solution-rule.js';

/** Everything that is asked of a package for the partner portal. */
export const solutionRules: readonly SolutionRule[] = [
  pkgAssetsNoFolder,
  pkgAssetsZipCount,
  pkgConnectorSolution,
  pkgCustomProperties,
  pkgFlowSolution,
  pkgInnerOneFolder,
  pkgPluginSolution,
  pkgPolicyJsonNotEmpty,
  pkgRootInnerZip,
  pkgRootIntroMd,
  pkgRootNoFolder,
  pkgSasValid,
  pkgSolutionFiles,
  pkgSolutionFoldersMatch,
  pkgSourceSync,
  pkgUnmanaged,
];
