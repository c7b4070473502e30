/** Which rules judged: every report names them, so that the same verdict can be had again. */
export interface RulesetIdentity {
  readonly id: string;
  /** Date of the newest change, `YYYY-MM-DD`. */
  readonly version: string;
  /** `sha256:` and 64 hex digits over the rules' compiled files. */
  readonly digest: string;
}

export interface EngineIdentity {
  readonly name: 'assay';
  readonly version: string;
}

/** A rule that another stage than lint has: its weight may be changed by a programme, or the reason why it may not. */
export interface RuleElsewhere {
  readonly id: string;
  readonly fixed: string | null;
}

/** Where a programme is loaded from again, in a thread; `digest` is what it has to be. */
export interface ProgrammeSource {
  /** Absolute path of its file. */
  readonly path: string;
  readonly elsewhere: readonly RuleElsewhere[];
  readonly digest: string;
}
