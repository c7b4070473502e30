import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import pico from 'picocolors';
import { commands } from './commands.js';
import { formatNames } from './formatters/index.js';
import type { Terminal } from './terminal.js';

const names = (folder: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter(file => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== 'index.ts')
    .map(file => file.replace('.ts', ''))
    .sort();

describe('cli/commands', () => {
  it('has a file for every command, and a command for every file', () => {
    expect(commands.map(entry => entry.name).sort()).toEqual(names('./commands/'));
  });

  it('has a file for every format, and a format for every file', () => {
    expect([...formatNames].sort()).toEqual(names('./formatters/'));
  });

  it('describes every command and every option', async () => {
    const [ignore, paint] = [() => undefined, pico.createColors(false)];
    const terminal: Terminal = { out: ignore, err: ignore, end: ignore, paint, paintErr: paint, interactive: false };
    for (const entry of commands) {
      const command = new Command(entry.name);
      (await entry.load()).define(command, terminal);

      for (const each of [command, ...command.commands]) {
        expect(`${each.name()}: ${each.description()}`).toMatch(/: .{10}/);
        for (const option of each.options) expect(`${option.flags}: ${option.description}`).toMatch(/: .{5}/);
      }
    }
  });
});
