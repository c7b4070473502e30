/**
 * Where facts about the running service go: facts as fields, the sentence constant. The service's logger is one; so is any object
 * with these three functions. `info` is what happened, `warn` what may be ours to look at, `error` what is.
 */
export interface Log {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}
