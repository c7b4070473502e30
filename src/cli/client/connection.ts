import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { problem } from '../../core/problems.js';

/**
 * Reads credentials: a JSON object with a text per connection parameter, from a file or, for `-`, from standard input. Throws
 * `connection-unreadable`, which names no value: they are secret.
 */
export async function readConnection(source: string): Promise<Record<string, string>> {
  const named = source === '-' ? 'Standard input' : source;
  const content = await contentOf(source, named);
  const value = parse(content);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw problem('connection-unreadable', { source: named, reason: 'does not hold a JSON object' });
  }
  const connection: Record<string, string> = {};
  for (const [name, secret] of Object.entries(value)) {
    if (typeof secret !== 'string') {
      throw problem('connection-unreadable', { source: named, reason: `gives ${name} a value that is not a text` });
    }
    connection[name] = secret;
  }
  return connection;
}

async function contentOf(source: string, named: string): Promise<string> {
  try {
    return source === '-' ? await text(process.stdin) : await readFile(source, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw problem('connection-unreadable', { source: named, reason: `cannot be read (${reason})` }, error);
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null; // the parser's message would quote the secret
  }
}
