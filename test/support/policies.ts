// What the specs of policies share: policies as apiProperties.json has them, applied to a request and an answer.
import type { Connection } from '../../src/core/ports/connections.js';
import { readDefinition } from '../../src/runtime/definition.js';
import type { Answer, Failure } from '../../src/runtime/exchange.js';
import { applyToAnswer, applyToRequest } from '../../src/runtime/policies/apply-policies.js';
import type { ConsumedAnswer } from '../../src/runtime/policies/apply-policies.js';
import type { PolicyAnswer, PolicyAsk, PolicyCall, PolicyRequest } from '../../src/runtime/policies/policy.js';
import { policiesOf } from '../../src/runtime/policies/read-policies.js';
import { readProperties } from '../../src/runtime/properties.js';

const [operation] = readDefinition({
  paths: { '/things/{id}': { post: { operationId: 'ChangeThing', responses: { 200: { description: 'ok' } } } } },
}).operations;

export const plainRequest: PolicyRequest = {
  method: 'POST',
  scheme: 'https',
  host: 'host.example',
  basePath: '/v1',
  path: '/things/a%2Fb',
  headers: [['accept', 'application/json']],
  query: [['a', '1']],
  body: null,
};

/** One entry of policyTemplateInstances. `more` has no prefix put before its names. */
export function policy(templateId: string, parameters: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const prefixed = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
  );
  return { templateId, title: 'Title', parameters: { ...prefixed, ...more } };
}

export const onResponse = { 'x-ms-apimTemplate-policySection': 'Response' };

export interface Setting {
  readonly request?: Partial<PolicyRequest>;
  readonly connection?: Connection;
  readonly connectionParameters?: Record<string, unknown>;
  readonly signedIn?: boolean;
  readonly polls?: PolicyCall['polls'];
  /** Answers what policies ask of their own. */
  readonly ask?: (ask: PolicyAsk) => Answer | Failure;
}

function policiesIn(instances: readonly object[], { connection = {}, connectionParameters = {} }: Setting) {
  if (operation === undefined) throw new Error('no operation');
  const properties = { properties: { connectionParameters, policyTemplateInstances: instances } };
  return policiesOf(operation, readProperties(properties, false, connection), connection);
}

/** Why these policies cannot be applied; null when they can. */
export function unsupportedReason(instances: readonly object[], setting: Setting = {}): string | null {
  const found = policiesIn(instances, setting);
  return found.kind === 'unsupported' ? found.reason : null;
}

function policyCall({ signedIn = true, polls = new Map(), ask }: Setting, secrets: string[]): PolicyCall {
  return {
    operation: '/paths/x/post',
    pathValues: new Map([['id', 'a%2Fb']]),
    credentialQuery: ['key'],
    signedIn,
    consumerBase: 'http://connector.invalid/v1',
    mayAsk: host => host === 'allowed.example',
    ask: asked => Promise.resolve(ask?.(asked) ?? { kind: 'failure', reason: 'reset', text: 'Nobody answers.' }),
    keepSecret: value => secrets.push(value),
    polls,
  };
}

/** The request after these policies, its body as text; or the text of the failure. */
export async function requestAfter(instances: readonly object[], setting: Setting = {}) {
  const found = policiesIn(instances, setting);
  if (found.kind === 'unsupported') throw new Error(found.reason);
  const secrets: string[] = [];
  const before = { ...plainRequest, ...setting.request };
  const prepared = await applyToRequest(found.policies, before, policyCall(setting, secrets));
  if (prepared.kind === 'failure') return { failure: prepared.failure };
  return { ...prepared.request, secrets };
}

/** The JSON of a request's body after these policies. */
export async function bodyAfter(instances: readonly object[], body: unknown): Promise<unknown> {
  const after = await requestAfter(instances, { request: { body: Buffer.from(JSON.stringify(body)) } });
  if ('failure' in after) return after;
  return JSON.parse(Buffer.from(after.body ?? new Uint8Array()).toString('utf8'));
}

/** What becomes of an answer, its request being the plain one. */
export function answerAfter(
  instances: readonly object[],
  answer: Partial<PolicyAnswer>,
  setting: Setting = {},
): ConsumedAnswer {
  const found = policiesIn(instances, setting);
  if (found.kind === 'unsupported') throw new Error(found.reason);
  const before = { status: 200, headers: [], body: new Uint8Array(), ...answer };
  return applyToAnswer(found.policies, before, { ...plainRequest, ...setting.request }, policyCall(setting, []));
}

/** The JSON of an answer's body after these policies. */
export function answerBodyAfter(instances: readonly object[], body: unknown, status = 200): unknown {
  const consumed = answerAfter(instances, { status, body: Buffer.from(JSON.stringify(body)) });
  if (consumed.kind !== 'changed') return consumed;
  return JSON.parse(Buffer.from(consumed.answer.body).toString('utf8'));
}
