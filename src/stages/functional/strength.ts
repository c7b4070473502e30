import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Exchange } from '../../runtime/exchange.js';
import type { Case } from './cases/case.js';
import type { FunctionalFault } from './faults.js';
import { judgeCase } from './judge.js';
import { succeeded } from './judgement.js';
import type { JudgeContext, Judgement } from './judgement.js';
import { mutantsOf, sampleOf, seedOf } from './mutate.js';
import type { Mutant, Mutation } from './mutate.js';
import type { ViewSchema } from './schema-view.js';

/** Mutants that are judged, and milliseconds that this may take. */
const mostMutants = 200;
const mostMs = 1_500;

/** How many of the ways in which the recorded answers could be wrong the suite would have noticed. */
export interface Strength {
  readonly seed: number;
  /** Mutants that could be made, and those that were judged: a sample, or what time allowed. */
  readonly possible: number;
  readonly judged: number;
  readonly noticed: number;
  /** `noticed / judged`; null when nothing was judged. */
  readonly share: number | null;
  readonly byMutation: Readonly<Partial<Record<Mutation, { readonly judged: number; readonly noticed: number }>>>;
  readonly survivors: readonly Omit<Mutant, 'exchange'>[];
}

export interface StrengthInput {
  readonly digest: string;
  readonly cases: readonly Case[];
  readonly exchangesOf: (caseId: string) => readonly Exchange[];
  readonly judgements: ReadonlyMap<string, Judgement>;
  readonly context: JudgeContext;
  readonly view: ViewSchema;
  /** Milliseconds of a clock that only goes on. */
  readonly clock: () => number;
  /** Judges this many whatever time they take: as many as were judged when the record was made. */
  readonly exactly?: number;
}

/**
 * Spoils recorded answers, judges them again by the very judges that judged the answers, and counts what they notice: a fault or a
 * check that did not run where there was none. Nothing is called. Only cases that passed are spoilt. The sample is the same for the
 * same package; how much of it is judged depends on the time it takes.
 */
export async function measureStrength(input: StrengthInput): Promise<Strength> {
  const { digest, cases, exchangesOf, judgements, context, view, clock, exactly } = input;
  const seed = seedOf(digest);
  const byId = new Map(cases.map(planned => [planned.id, planned]));
  const possible = cases.flatMap(planned => {
    const judgement = judgements.get(planned.id);
    const last = exchangesOf(planned.id).at(-1);
    // The operation's own call stands for the connection's; both are judged alike.
    if (planned.kind === 'connection' || last === undefined || !succeeded(judgement)) return [];
    return mutantsOf(planned, last, view);
  });
  const began = clock();
  const counts = new Map<Mutation, { judged: number; noticed: number }>();
  const survivors: Omit<Mutant, 'exchange'>[] = [];
  let judged = 0;
  for (const { exchange, ...mutant } of sampleOf(possible, mostMutants, seed)) {
    const planned = byId.get(mutant.caseId);
    if (planned === undefined) continue;
    if (exactly === undefined ? clock() - began > mostMs : judged >= exactly) break;
    const others = exchangesOf(mutant.caseId).slice(0, -1);
    const again = judgeCase(planned, [...others, exchange], context);
    const noticed = !sameJudgement(judgements.get(mutant.caseId), again);
    const count = counts.get(mutant.mutation) ?? { judged: 0, noticed: 0 };
    counts.set(mutant.mutation, { judged: count.judged + 1, noticed: count.noticed + (noticed ? 1 : 0) });
    judged += 1;
    if (!noticed) survivors.push(mutant);
    if (judged % 20 === 0) await nextTurn();
  }
  const noticed = judged - survivors.length;
  return {
    seed,
    possible: possible.length,
    judged,
    noticed,
    share: judged === 0 ? null : Math.round((noticed / judged) * 1_000) / 1_000,
    byMutation: Object.fromEntries(counts),
    survivors,
  };
}

/** Tells the number, so that a reviewer knows what a pass is worth. */
export function strengthFault({ judged, noticed, share }: Strength): FunctionalFault[] {
  if (share === null) return [];
  return [
    {
      rule: 'functional-suite-strength',
      severity: 'info',
      pointer: '',
      message: `The tests notice ${noticed} of ${judged} ways in which the answers could be wrong (${Math.round(share * 100)} %).`,
      fix: 'Nothing has to be done. Required members, types and choices in the schemas of answers make it more; what was not noticed is in the record.',
    },
  ];
}

/** The judgements agree in what counts: whether the check ran, and what was found that is worth a correction. */
function sameJudgement(before: Judgement | undefined, after: Judgement): boolean {
  const signature = (judgement: Judgement | undefined) =>
    JSON.stringify([
      judgement?.check.state,
      ...(judgement?.faults ?? [])
        .filter(({ severity }) => severity !== 'info')
        .map(({ rule, message }) => [rule, message]),
    ]);
  return signature(before) === signature(after);
}
