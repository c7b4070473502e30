import type { TriggerTools } from './run-webhook.js';
import { runPolling } from './run-polling.js';
import { runWebhook } from './run-webhook.js';
import type { TriggerRun } from './trigger-run.js';

/** The tests of all triggers together, in milliseconds. What is not reached is told as not run. */
const totalMs = 300_000;

/**
 * Runs the tests of all triggers one after the other, so that the event of one does not look like that of another. `runs` gets each as it
 * ends, also the one under way when `signal` aborts, and what had to be there for it is for others to clean up. Throws what signing in
 * throws, and the reason of `signal`.
 */
export async function runTriggers(tools: TriggerTools, runs: TriggerRun[], signal: AbortSignal): Promise<void> {
  const until = performance.now() + totalMs;
  for (const test of tools.plan.tests) {
    if (performance.now() > until) return;
    const run = test.planned.kind === 'webhook' ? runWebhook : runPolling;
    await run(test, tools, runs, signal);
    signal.throwIfAborted();
  }
}
