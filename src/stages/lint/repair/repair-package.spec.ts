import { filesOf, packageWith } from '../../../../rulesets/examples.js';
import type { ExamplePackage } from '../../../../rulesets/examples.js';
import { connectorProgramme } from '../../../../rulesets/programme/programme.js';
import { rules } from '../../../../rulesets/rules.js';
import { reportsOn } from '../../../../rulesets/run-examples.js';
import { repairPackage } from './repair-package.js';

const definition = 'apiDefinition.swagger.json';
const text = (bytes: Uint8Array | undefined) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

const repair = (content: ExamplePackage, only: readonly string[] | null, profile = 'verified') =>
  repairPackage(filesOf(content), { programme: connectorProgramme, profile, only });

/** The faultless definition, changed as text. */
function changed(change: (text: string) => string): ExamplePackage {
  return packageWith({ [definition]: change(text(packageWith({}).get(definition))) });
}

const repairing = rules.flatMap(rule =>
  rule.bad.map((example, position) => [`${rule.id} ${position + 1}`, rule, example] as const),
);

describe('stages/lint/repair', () => {
  it('leaves a faultless package alone', async () => {
    const { files, repaired } = await repair(packageWith({}), null);

    expect([...files.keys()]).toEqual([]);
    expect(repaired).toEqual([]);
  });

  it.each(repairing)('leaves nothing of what it repairs: %s', async (_, rule, example) => {
    const before = await reportsOn(rule, example);
    const repairable = before.filter(report => report.repair !== undefined);

    const { files, repaired } = await repair(example.content(), [rule.id], example.profile);

    const content = new Map(example.content());
    for (const [path, { after }] of files) content.set(path, after);
    const after = await reportsOn(rule, { ...example, content: () => content });
    expect(after.filter(report => report.repair !== undefined)).toEqual([]);
    expect(after.length).toBeLessThanOrEqual(before.length - Math.min(repairable.length, repaired.length));
    expect(repaired.length > 0).toBe(repairable.length > 0);
  });

  it('changes only the bytes that it must', async () => {
    const content = changed(json =>
      json.replace('Gets one item of the stock.', 'Gets one item of the stock').replace(/\n/g, '\r\n'),
    );

    const { files } = await repair(content, ['operation-description-ends-punctuation']);

    const { before, after } = files.get(definition) ?? {};
    expect(text(after)).toBe(text(before).replace('item of the stock"', 'item of the stock."'));
  });

  it('keeps a byte order mark that nobody asked to drop, and drops it alone when asked', async () => {
    const content = changed(json => `\ufeff${json.replace('of the stock."', 'of the stock"')}`);

    const kept = await repair(content, ['operation-description-ends-punctuation']);
    const dropped = await repair(content, ['json-no-bom']);

    expect(text(kept.files.get(definition)?.after).startsWith('\ufeff')).toBe(true);
    expect(text(dropped.files.get(definition)?.after)).toBe(text(content.get(definition)).slice(1));
  });

  it('touches nothing of a file that is not UTF-8', async () => {
    const [start = '', end = ''] = text(packageWith({}).get(definition)).split(' of the stock."');
    const latin = Uint8Array.from([...bytes(start), 0xe9, ...bytes(` x"${end}`)]);

    const { files, unreadable } = await repair(packageWith({ [definition]: latin }), null);

    expect(files.has(definition)).toBe(false);
    expect(unreadable).toEqual([definition]);
  });

  it('makes repairs that are in each other’s way one after the other', async () => {
    const content = changed(json =>
      json
        .replace('"description": "Gets one item of the stock."', '"description": "Gets one item of the stock",   ')
        .replace('   ,', '   '),
    );

    const { files } = await repair(content, null);

    expect(text(files.get(definition)?.after)).toBe(text(packageWith({}).get(definition)));
  });
});
