import { readFileSync } from 'node:fs';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/reference/programme.md');

describe('docs/reference/programme.md', () => {
  it.each(['programme.json', 'waivers.json', 'rules/operation-description-words.js'])(
    'shows %s of the example as it is, which a scenario runs',
    path => {
      const [, shown = ''] = /^(?:\/\*\*.*?\*\/\n)?(.*)$/s.exec(read(`examples/programme/${path}`)) ?? [];

      expect(page).toContain(`\n${shown}\`\`\``);
    },
  );
});
