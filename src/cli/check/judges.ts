import { profiles } from '../../core/finding.js';
import type { ProfileName } from '../../core/finding.js';
import type { Waiver } from '../../core/waiver.js';
import type { Many } from './check-many.js';

/** Who judges, for threads, and what reviewers decided about single findings, which is no part of who judges. */
export interface Judges extends Pick<Many, 'programme' | 'identity'> {
  readonly waivers: readonly Waiver[];
}

/**
 * Who judges where threads do: what they load, and how to tell who they are. The rules as they come are not loaded here, because
 * this thread runs none of them, and the others start that much sooner. Throws `profile-not-found` and what opening a programme throws.
 */
export async function judgesOf(programmeFile: string | null, profile: ProfileName): Promise<Judges> {
  const open = async () => {
    const { openProgramme, profileIn } = await import('../../programme.js');
    const opened = await openProgramme(programmeFile);
    profileIn(opened, profile);
    return opened;
  };
  const isBuiltIn = programmeFile === null && profiles.some(name => name === profile);
  const opened = isBuiltIn ? null : await open();
  return {
    programme: opened?.source ?? null,
    waivers: opened?.programme.waivers ?? [],
    identity: async () => {
      const { describeLinter } = await import('../../stages/lint/description.js');
      return describeLinter((opened ?? (await open())).programme);
    },
  };
}
