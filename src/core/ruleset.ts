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
