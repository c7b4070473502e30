import type { ProfileName } from '../../core/finding.js';
import type { OpenedProgramme } from '../../programme.js';
import type { FormatName } from '../formatters/index.js';

/** By what packages are checked, and how the results are printed. */
export interface CheckTerms {
  readonly programme: OpenedProgramme;
  /** One of the programme's. */
  readonly profile: ProfileName;
  readonly format: FormatName;
  /** Whether people are shown every repeat of a fault that blocks nothing. */
  readonly all: boolean;
}
