import type { Blobs } from '../core/ports/blobs.js';
import type { Catalog } from '../core/ports/catalog.js';
import type { Linter } from '../core/ports/linter.js';
import type { Stage } from '../core/stage.js';
import type { StageKind, StageName } from '../core/stage-names.js';
import { compareStage } from '../stages/compare/stage.js';
import type { Decided } from '../stages/compare/stage.js';
import { functionalStage } from '../stages/functional/stage.js';
import type { FunctionalTools } from '../stages/functional/stage.js';
import { intakeStage } from '../stages/intake/stage.js';
import { lintStage } from '../stages/lint/stage.js';
import { previewStage } from '../stages/preview/stage.js';
import type { PreviewTools } from '../stages/preview/stage.js';
import { publishStage } from '../stages/publish/stage.js';
import type { PublishTools } from '../stages/publish/stage.js';

/** What the stages reach the world through. */
export interface StageTools {
  readonly blobs: Blobs;
  readonly linter: Linter;
  readonly catalog: Catalog;
  /** What the programme decided otherwise about the weights of rules. */
  readonly decided?: Decided;
  readonly functional: FunctionalTools;
  readonly preview: Omit<PreviewTools, 'catalog'>;
  readonly publish: PublishTools;
}

/** The facts about each stage that retry, dry run, the command line, the screen and the docs follow. A test holds the stages to them. */
export const stageTable = {
  intake: {
    kind: 'check',
    offline: true,
    does: 'Reads the upload, in quarantine, and names what it accepts by its digest.',
  },
  lint: { kind: 'check', offline: true, does: 'Judges the package by the rules, with file, line and column.' },
  compare: { kind: 'check', offline: false, does: 'Finds what would break users of the version that is public.' },
  functional: { kind: 'check', offline: false, does: 'Calls every operation as a user would, and judges the answers.' },
  preview: {
    kind: 'gate',
    offline: false,
    does: 'Offers the version in the preview channel until reviewers decide: one, or two where it is risky.',
  },
  publish: { kind: 'effect', offline: false, does: 'Commits the package with its certificate, and reads it back.' },
} as const satisfies Record<StageName, { kind: StageKind; offline: boolean; does: string }>;

/** The stages of the flow, each with the tools that it uses. A new stage is a name in `core/stage-names.ts` and a row here. */
export function createStages(tools: StageTools): Record<StageName, Stage> {
  return {
    intake: intakeStage(tools.blobs),
    lint: lintStage(tools.linter, tools.catalog),
    compare: compareStage(tools.catalog, tools.decided),
    functional: functionalStage(tools.functional),
    preview: previewStage({ ...tools.preview, catalog: tools.catalog }),
    publish: publishStage(tools.publish),
  };
}
