#!/usr/bin/env node
// Launcher: checks what must be there before anything of ours is loaded, then hands over to the command line.
import { statSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `assay: Node.js ${process.versions.node} is too old; it needs 20.19 or newer. Install a current release and try again.\n`,
  );
  process.exit(2);
}
const modules = new URL('../dist/src/cli/main.js', import.meta.url);
const bundle = new URL('../dist/bundle/assay.js', import.meta.url);
const madeAt = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
// The bundle is the same program, quicker to start. One that is older than the modules was made of others.
const entry = madeAt(bundle) >= madeAt(modules) ? bundle : modules;
if (madeAt(entry) === 0) {
  process.stderr.write(
    'assay: this checkout is not built yet. Run `npm ci && npm run build` in its folder, then try again.\n',
  );
  process.exit(2);
}
await import(entry.href);
