import { own } from '../../core/json-value.js';
import type { CallTarget } from '../../runtime/call.js';
import type { Definition, Operation, Parameter } from '../../runtime/definition.js';
import type { Case, CaseKind, DynamicUse, Subject } from './cases/case.js';
import { connectionTestOf } from './cases/connection.js';
import { below } from './cases/dynamic.js';
import { dynamicUsesOf } from './cases/dynamic-uses.js';
import { negativeCases } from './cases/negative-kinds.js';
import { nextLinkNameOf } from './cases/paging.js';
import { chainsOf } from './chains.js';
import type { Chain } from './chains.js';
import { deletesForeign } from './deletion.js';
import type { RequestChange } from './request.js';
import { createRequestWriter, dynamicArguments } from './request-writer.js';
import type { RequestWriter, Written } from './request-writer.js';
import type { ViewSchema } from './schema-view.js';
import { needsSignIn } from './sign-in-needed.js';
import { EarlierValue } from './template.js';
import type { Testability } from './testability.js';
import type { TestValues } from './test-values.js';
import { triggerKindOf } from './triggers.js';
import { endingsOf, planTriggers } from './triggers/plan-triggers.js';
import type { TriggerPlan } from './triggers/trigger-test.js';

/** An operation that is not called, and why. */
export interface LeftOut {
  readonly operation: Operation;
  readonly reason: string;
}

/** Cases of a kind that are not run for an operation, and why. */
export interface LeftOutCases extends LeftOut {
  readonly kind: CaseKind;
}

/** Everything a functional run will do, decided before anything is sent. */
export interface Plan {
  /**
   * In the order in which they are to be made: the connection is tested; what is to succeed; lists page by page; what fills choices;
   * spoilt calls; and last what deletes, which belongs to the closing collection (see {@link isClosing}).
   */
  readonly cases: readonly Case[];
  /** What is created, and how it goes away again. */
  readonly chains: readonly Chain[];
  /** What this runtime cannot call as users do. */
  readonly untestable: readonly LeftOut[];
  /** What could be called if the author gave a value. */
  readonly valueless: readonly LeftOut[];
  /** How triggers are tested as what they are. */
  readonly triggers: TriggerPlan;
  /** Cases that would exceed what one run may do, or that cannot be made. */
  readonly leftOut: readonly LeftOutCases[];
}

export interface PlanInput {
  readonly definition: Definition;
  readonly values: TestValues;
  readonly view: ViewSchema;
  readonly testability: (operation: Operation) => Testability;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly day: string;
  /** Why APIs cannot call back, as the end of a sentence; null when they can. Unless told, nothing listens. */
  readonly noCallbacks?: string | null;
  /** Where a policy says that the answer of a polling trigger has its entries; none unless told. */
  readonly triggerDataPath?: (operation: Operation) => string | null;
}

/** Why a webhook is not tested where nothing listens. */
const nobodyListens = 'it subscribes to a webhook, and nothing here can be called back';

/** A plan, with the writer that wrote its requests, for what is planned once something has been answered. */
export interface Planned {
  readonly plan: Plan;
  readonly writer: RequestWriter;
  /** How an operation is called, also one that no case calls: it may have to remove what the run makes. */
  readonly targetOf: (operation: Operation) => CallTarget | undefined;
}

/** Spoilt calls, and calls that fill choices, of one run. A request takes Newman some 15 to 20 ms. */
const mostSpoilt = 240;
const mostDynamic = 60;

/** What the closing collection does: delete what the run made, once nothing else needs it. */
export function isClosing({ kind, target: { operation } }: Case): boolean {
  return kind === 'success' && operation.method === 'delete';
}

/** Plans the calls of a connector. Pure: the same input gives the same plan. */
export function planCalls(input: PlanInput): Plan {
  return planRun(input).plan;
}

/** Plans the calls of a connector, and keeps the writer. */
export function planRun(input: PlanInput): Planned {
  const { definition, values, view, testability, day } = input;
  const untestable: LeftOut[] = [];
  const callable = new Map<Operation, CallTarget>();
  const webhooks: Operation[] = [];
  for (const operation of definition.operations) {
    const found = testability(operation);
    if (found.kind === 'untestable') untestable.push({ operation, reason: found.reason });
    else callable.set(operation, { operation, policies: found.policies });
    if (found.kind === 'webhook') webhooks.push(operation);
  }
  const endings = endingsOf(webhooks, [...callable.keys()], values);
  const apart = new Set([...webhooks, ...endings]);
  const targets = new Map([...callable].filter(([operation]) => !apart.has(operation)));
  const operations = [...targets.keys()];
  const signsIn = (operation: Operation) => needsSignIn(definition, operation);
  const writer = createRequestWriter({ definition, operations, values, view, day });

  const valueless: LeftOut[] = [];
  const leftOut: LeftOutCases[] = [];
  const subjects: PlannedSubject[] = [];
  for (const { operation, sources } of writer.ordered) {
    const target = targets.get(operation);
    const written = writer.write(operation);
    if (written.filled.kind === 'valueless') {
      valueless.push({ operation, reason: written.filled.reason });
      continue;
    }
    const foreign = deletesForeign(operation, { sources, origins: written.filled.request.origins });
    if (foreign !== null) untestable.push({ operation, reason: foreign });
    else if (target) {
      const { chosen } = written.filled;
      const made = operation.parameters
        .filter(parameter => parameter.in === 'path')
        .every(({ name }) => sources.get(name)?.operation.method === 'post');
      const ownsNone = (operation.method === 'put' || operation.method === 'patch') && !operation.path.includes('{');
      const body = operation.parameters.find(parameter => parameter.in === 'body');
      subjects.push({
        operation,
        target,
        written,
        view,
        signsIn: signsIn(operation),
        touchesOwn: made && !ownsNone,
        body: body && chosen.get(body),
        sent: new Set(chosen.keys()),
        chosen,
      });
    }
  }

  const drafts: Draft[] = [
    ...connectionDraft(definition, subjects, { signsIn, writer }),
    ...subjects.filter(({ operation }) => operation.method !== 'delete').map(successDraft),
    ...subjects.flatMap(pagingDraft),
    ...dynamicDrafts(definition, subjects, writer, leftOut),
    ...negativeDrafts(subjects, writer, leftOut),
    ...subjects.filter(({ operation }) => operation.method === 'delete').map(successDraft),
  ];
  const cases = drafts.map(({ written, request, ...draft }, index): Case => ({
    ...draft,
    id: `case-${index + 1}`,
    request,
    needs: written.needs,
    keeps: draft.kind === 'success' ? (writer.keeps.get(draft.target.operation) ?? new Map()) : new Map(),
  }));
  const chains = chainsOf(
    subjects.map(({ operation }) => operation),
    { writer, values, removing: operations },
  );
  const { noCallbacks = nobodyListens, triggerDataPath = () => null } = input;
  const polling = operations.filter(operation => triggerKindOf(operation, view) === 'polling');
  const triggers = planTriggers(
    {
      definition,
      values,
      view,
      day,
      targets: callable,
      webhooks,
      polling,
      endings,
      chains,
      noCallbacks,
      triggerDataPath,
    },
    cases.length + 1,
  );
  untestable.push(...triggers.untestable);
  valueless.push(...triggers.valueless);
  const plan = { cases, chains, untestable, valueless, leftOut, triggers: triggers.plan };
  return { plan, writer, targetOf: operation => targets.get(operation) };
}

interface PlannedSubject extends Subject {
  readonly target: CallTarget;
  readonly written: Written;
  readonly chosen: ReadonlyMap<Parameter, unknown>;
}

type Draft = Omit<Case, 'id' | 'needs' | 'keeps'> & { readonly written: Written };

function successDraft({ operation, target, written }: PlannedSubject): Draft {
  return { kind: 'success', target, about: '', pointer: operation.pointer, written, request: requestOf(written) };
}

function pagingDraft(subject: PlannedSubject): Draft[] {
  const nextLinkName = subject.operation.method === 'get' ? nextLinkNameOf(subject.operation) : null;
  if (nextLinkName === null) return [];
  return [{ ...successDraft(subject), kind: 'paging', about: 'page by page', nextLinkName }];
}

function connectionDraft(
  definition: Definition,
  subjects: readonly PlannedSubject[],
  { signsIn, writer }: { readonly signsIn: (operation: Operation) => boolean; readonly writer: RequestWriter },
): Draft[] {
  const test = connectionTestOf(
    definition,
    subjects.map(({ operation }) => operation),
    signsIn,
  );
  const subject = subjects.find(({ operation }) => operation === test?.operation);
  if (!test || !subject) return [];
  const written = writer.write(test.operation, {}, ({ name }) => own(test.parameters, name));
  // What needs an earlier answer cannot come first.
  if (written.filled.kind === 'valueless' || written.needs.length > 0) return [];
  const about = 'to test the connection';
  return [
    {
      ...successDraft(subject),
      kind: 'connection',
      about,
      declared: test.declared,
      written,
      request: requestOf(written),
    },
  ];
}

function dynamicDrafts(
  definition: Definition,
  subjects: readonly PlannedSubject[],
  writer: RequestWriter,
  leftOut: LeftOutCases[],
): Draft[] {
  const drafts: Draft[] = [];
  const byName = new Map(subjects.map(subject => [subject.operation.operationId, subject]));
  const known = new Set<string>();
  for (const consumer of subjects) {
    for (const use of dynamicUsesOf(consumer.operation, definition)) {
      const filling = byName.get(use.operationId);
      const leave = (reason: string) => leftOut.push({ operation: consumer.operation, kind: use.kind, reason });
      if (!filling) {
        leave(`\`${use.operationId}\` is not called`);
        continue;
      }
      // Choices are looked up; what would change something is not called for them once more.
      if (filling.operation.method !== 'get' && filling.operation.method !== 'post') continue;
      const written = writer.write(
        filling.operation,
        {},
        dynamicArguments(use.parameters, steps => chosenValue(consumer, steps)),
      );
      if (written.filled.kind === 'valueless') {
        leave(`there is no value for ${written.filled.reason}`);
        continue;
      }
      const request = requestOf(written);
      const { parameters: _written, pointer: _pointer, name: _name, ...offer } = use;
      const key = JSON.stringify([offer, request.path, request.query, request.headers, request.body]);
      if (known.has(key)) continue;
      known.add(key);
      if (drafts.length >= mostDynamic) leave(`one run looks up at most ${mostDynamic} lists and schemas`);
      else drafts.push(dynamicDraft(use, consumer, filling, written));
    }
  }
  return drafts;
}

function dynamicDraft(use: DynamicUse, consumer: PlannedSubject, filling: PlannedSubject, written: Written): Draft {
  const { operationId } = consumer.operation;
  return {
    kind: use.kind,
    target: filling.target,
    about: `for \`${use.name}\` of ${operationId}`,
    pointer: use.pointer,
    offers: use,
    consumer: operationId,
    written,
    request: requestOf(written),
  };
}

/** What the call that is to succeed sends for a parameter, or for a path into the body. */
function chosenValue({ operation, chosen, body }: PlannedSubject, steps: readonly string[]): unknown {
  const [first = '', ...rest] = steps;
  const parameter = operation.parameters.find(({ name, in: place }) => name === first && place !== 'body');
  if (parameter && rest.length === 0) return chosen.get(parameter);
  const bodyName = operation.parameters.find(({ in: place }) => place === 'body')?.name;
  const path = first === bodyName || first === 'body' ? rest : steps;
  return body instanceof EarlierValue ? undefined : below(body, path);
}

function negativeDrafts(subjects: readonly PlannedSubject[], writer: RequestWriter, leftOut: LeftOutCases[]): Draft[] {
  const all = negativeCases.flatMap((negative, kindOrder) =>
    subjects.flatMap((subject, order) =>
      negative.variants(subject).map((variant, turn) => ({ negative, subject, variant, kindOrder, order, turn })),
    ),
  );
  // Where there are too many, each operation gets its first of each kind before any gets a second.
  all.sort((a, b) => a.turn - b.turn || a.kindOrder - b.kindOrder || a.order - b.order);
  const told = new Set<string>();
  for (const { negative, subject } of all.slice(mostSpoilt)) {
    const key = `${negative.kind} ${subject.operation.pointer}`;
    if (told.has(key)) continue;
    told.add(key);
    const reason = `one run makes at most ${mostSpoilt} calls that are to be refused`;
    leftOut.push({ operation: subject.operation, kind: negative.kind, reason });
  }
  return all
    .slice(0, mostSpoilt)
    .sort((a, b) => a.order - b.order || a.kindOrder - b.kindOrder || a.turn - b.turn)
    .flatMap(({ negative, subject, variant }): Draft[] => {
      const { about, pointer, change, signedIn } = variant;
      const written = writer.write(subject.operation, change satisfies RequestChange);
      if (written.filled.kind === 'valueless') return [];
      const target: CallTarget = signedIn === false ? { ...subject.target, signedIn } : subject.target;
      return [{ kind: negative.kind, target, about, pointer, written, request: requestOf(written) }];
    });
}

function requestOf({ filled }: Written) {
  if (filled.kind === 'valueless') throw new Error(`A request was planned without a value for ${filled.reason}.`);
  return filled.request;
}
