#!/usr/bin/env node
// Launcher: checks what must be there before anything of ours is loaded, then hands over to the command line.
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `assay: Node.js ${process.versions.node} is too old; it needs 20.19 or newer. Install a current release and try again.\n`,
  );
  process.exit(2);
}
const entry = new URL('../dist/src/cli/main.js', import.meta.url);
if (!existsSync(entry)) {
  process.stderr.write(
    'assay: this checkout is not built yet. Run `npm ci && npm run build` in its folder, then try again.\n',
  );
  process.exit(2);
}
await import(entry.href);
