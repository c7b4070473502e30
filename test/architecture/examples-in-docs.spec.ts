import { readFileSync } from 'node:fs';
import { readProgrammeText } from '../../rulesets/programme/read-programme.js';

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

  it.each(['review', 'monitoring', 'promotion'])('shows a `%s` that a programme may have', member => {
    const [, shown = '{}'] = new RegExp(`\`\`\`json\\n(\\{\\n  "${member}".*?\\n\\})\\n\`\`\``, 's').exec(page) ?? [];
    const said = JSON.parse(shown) as Record<string, object>;
    const made = readProgrammeText(
      new TextEncoder().encode(JSON.stringify({ id: 'a', version: '2026-01-01', ...said })),
    );

    expect(made).toMatchObject({ text: { [member]: said[member] } });
    expect(said).toHaveProperty(member);
  });
});
