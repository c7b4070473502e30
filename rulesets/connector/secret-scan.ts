import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { secretsIn } from '../functions/secrets.js';
import { quoted } from '../functions/quoted.js';
import { textFiles } from '../functions/text-files.js';

/** Made of parts, so that nobody who scans these lines takes them for real ones. */
const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
const webhook = ['https://hooks.slack.com', 'services', 'T01234567', 'B01234567', 'abcdefghijklmnopqrstuvwx'].join('/');

export default defineRule({
  on: 'package',
  id: 'secret-scan',
  severity: 'error',
  description: 'No file of the package holds a password, a key or a token.',
  file: 'files',
  docs: {
    why: 'The package becomes public, and whoever finds the secret uses it in your name.',
    fix: 'Revoke the secret where it was issued, because it was written down; then write a placeholder instead.',
    source: 'PowerPlatformConnectors repository, .pipelines/security.yml.',
  },
  async check(opened) {
    const reports: PackageReport[] = [];
    for (const { path, text, placeAt } of textFiles(opened)) {
      for (const { kind, start } of await secretsIn(path, text)) {
        const place = placeAt(start);
        const beginning = quoted(`${text.slice(start, start + 4)}…`);
        reports.push({
          file: path,
          place,
          message: `Line ${place.line} holds what looks like ${kind}; it starts with ${beginning}.`,
        });
      }
    }
    return reports;
  },
  examples: {
    of: packageWith,
    good: [{ [packageFileNames.readme]: '# Contoso Stock\nOpen https://user:password@contoso.com with your key.\n' }],
    bad: [
      {
        part: { [packageFileNames.script]: `// secretlint-disable\nvar token = "${token}";\n` },
        at: [{ file: packageFileNames.script, line: 2 }],
      },
      {
        part: { 'tests/values.json': { hook: webhook } },
        at: [{ file: 'tests/values.json', line: 2, pointer: '/hook' }],
      },
    ],
  },
});
