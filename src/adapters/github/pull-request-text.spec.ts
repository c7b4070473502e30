import { planPublication } from '../../stages/publish/plan.js';
import { certifiedOf, makeSigner, terms } from '../../../test/support/publication.js';
import { pullRequestText } from './pull-request-text.js';

const signer = makeSigner();
const planOf = (account: string) => {
  const certified = certifiedOf();
  const [approval] = certified.approvals;
  return planPublication({ ...certified, approvals: [{ ...approval, account }] }, new Map(), terms, signer);
};

describe('adapters/github/pull-request-text', () => {
  it('says what was certified, by what and by whom', () => {
    const plan = planOf('rita');

    const { title, body, mergeTitle } = pullRequestText(plan);

    expect(title).toBe('Publish acme/widgets 1.0.0');
    expect(mergeTitle).toBe('Merge the publication of acme/widgets 1.0.0');
    for (const fact of [plan.digest, plan.certificate, terms.ruleset.digest, '- Approved by: `rita`'])
      expect(body).toContain(fact);
    for (const stage of ['intake', 'lint', 'compare', 'functional'])
      expect(body).toContain(`| \`${stage}\` | \`pass\` | \`2026-02-03T04:00:00.000Z\` | 0 |`);
  });

  it('A37: lets nothing out of its code span that GitHub would act on', () => {
    const { body } = pullRequestText(planOf('x` @org/team\ncloses #1 [skip ci] ${{ github.token }}|'));

    expect(body).toContain('- Approved by: `x? @org/team?closes ?1 ?skip ci? ??? github.token ???`\n');
  });

  it('A37: refuses names that are no slugs', () => {
    expect(() => pullRequestText({ ...planOf('rita'), connector: 'closes #1' })).toThrow('named by slugs');
    expect(() => pullRequestText({ ...planOf('rita'), version: '1.0 [skip ci]' })).toThrow('named by slugs');
  });
});
