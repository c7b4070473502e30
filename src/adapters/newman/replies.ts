import type { Readable } from 'node:stream';
import { z } from 'zod';
import { assertionLimits, errorLength } from './protocol.js';

/** Characters that a child may reply with: what a thousand assertions of the longest kind take, escaped. More is not ours any longer. */
const replyLength = 2_097_152;

const printableText = (length: number) =>
  z
    .string()
    .max(length)
    .transform(text => printable(text));

const assertion = z.object({
  item: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .nullable(),
  name: printableText(assertionLimits.name),
  passed: z.boolean(),
  error: printableText(assertionLimits.error).nullable(),
});

const count = z.number().int().min(0).max(1_000_000);

export const readyReply = z.object({ kind: z.literal('ready') });
export const doneReply = z.object({
  kind: z.literal('done'),
  requests: count,
  failures: count,
  error: printableText(errorLength).nullable(),
  assertions: z.array(assertion).max(assertionLimits.count),
  assertionsLeftOut: count,
});

/** Gives the child's next reply as JSON, undefined when it is none, null when the pipe has ended. Too much of it calls `tooMuch`. */
export function repliesOf(pipe: Readable, tooMuch: () => void): () => Promise<unknown> {
  const chunks: string[] = [];
  const lines: string[] = [];
  let size = 0;
  let closed = false;
  let wake: () => void = () => undefined;
  pipe.setEncoding('utf8');
  pipe.on('data', (chunk: string) => {
    size += chunk.length;
    if (size > replyLength) {
      pipe.destroy();
      tooMuch();
      return;
    }
    chunks.push(chunk);
    if (!chunk.includes('\n')) return;
    const [rest = '', ...ended] = chunks.splice(0).join('').split('\n').reverse();
    chunks.push(rest);
    lines.push(...ended.reverse());
    wake();
  });
  const close = () => {
    closed = true;
    wake();
  };
  pipe.once('close', close);
  pipe.once('error', close);
  return async () => {
    while (lines.length === 0 && !closed) await new Promise<void>(resolve => (wake = resolve));
    const line = lines.shift();
    if (line === undefined) return null;
    try {
      return JSON.parse(line) as unknown;
    } catch {
      return undefined;
    }
  };
}

/** The text without control characters, which a terminal or a log would act on. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, ' ');
}
