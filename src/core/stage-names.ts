/** The stages in the order of the flow. One word, one thing: folder, column, URL segment, log field and screen. */
export const stageNames = ['intake', 'lint', 'compare', 'functional', 'preview', 'publish'] as const;
export type StageName = (typeof stageNames)[number];

/** A check looks and returns findings; a gate waits for people; an effect changes the world. */
export type StageKind = 'check' | 'gate' | 'effect';

/** The stage after this one, or null after the last. */
export function nextStage(name: StageName): StageName | null {
  return stageNames[stageNames.indexOf(name) + 1] ?? null;
}
