import { MemoryCatalog } from '../../adapters/memory/catalog.js';
import type { PublicationIntent } from '../../core/ports/ledger.js';
import { problem } from '../../core/problems.js';
import type { PublicationPlan, Receipt } from '../../core/publication.js';
import { makeSigner, subjectOf, terms } from '../../../test/support/publication.js';
import { publishStage } from './stage.js';
import type { PublishTools } from './stage.js';

const signal = new AbortController().signal;

describe('stages/publish/stage', () => {
  it('writes the intent down before it changes the world', async () => {
    const steps: string[] = [];
    const { stage, intents } = stageWith({}, new RecordingCatalog(steps), steps);

    const outcome = await stage.run(subjectOf(), signal);

    expect(steps).toEqual(['intend', 'publish']);
    expect(outcome).toMatchObject({ kind: 'done', receipt: { folder: 'certified-connectors/acme/widgets' } });
    expect(intents).toEqual([
      {
        target: 'memory',
        publisher: 'acme',
        connector: 'widgets',
        version: '1.0.0',
        digest: subjectOf().package?.digest,
        submissionId: 's1',
      },
    ]);
  });

  it('publishes nothing when the intent is refused', async () => {
    const steps: string[] = [];
    const intend = () => Promise.reject(problem('version-already-published'));
    const { stage } = stageWith({ intend }, new RecordingCatalog(steps), steps);

    await expect(stage.run(subjectOf(), signal)).rejects.toMatchObject({ code: 'version-already-published' });
    expect(steps).toEqual([]);
  });

  it('publishes nothing, and intends nothing, that is not certified', async () => {
    const steps: string[] = [];
    const { stage } = stageWith({}, new RecordingCatalog(steps), steps);

    await expect(stage.run({ ...subjectOf(), approvals: [] }, signal)).rejects.toMatchObject({
      code: 'publication-not-certified',
    });
    expect(steps).toEqual([]);
  });

  it('gives the same receipt when it runs twice', async () => {
    const { stage } = stageWith({}, new MemoryCatalog(), []);

    expect(await stage.run(subjectOf(), signal)).toEqual(await stage.run(subjectOf(), signal));
  });

  it('adopts what it published before an update of the engine', async () => {
    const catalog = new MemoryCatalog();
    const signer = makeSigner();
    const before = await stageWith({ signer }, catalog, []).stage.run(subjectOf(), signal);

    const engine = { name: 'assay', version: '0.2.0' } as const;
    const after = await stageWith({ signer, engine }, catalog, []).stage.run(subjectOf(), signal);

    expect(after).toEqual(before);
  });

  it('does not call done what stands under a certificate that does not hold', async () => {
    const { stage } = stageWith({}, new ForgingCatalog(), []);

    await expect(stage.run(subjectOf(), signal)).rejects.toMatchObject({ code: 'publication-mismatch' });
  });
});

class RecordingCatalog extends MemoryCatalog {
  constructor(private readonly steps: string[]) {
    super();
  }

  override publish(plan: PublicationPlan, until: AbortSignal): Promise<Receipt> {
    this.steps.push('publish');
    return super.publish(plan, until);
  }
}

class ForgingCatalog extends MemoryCatalog {
  override async publish(plan: PublicationPlan, until: AbortSignal): Promise<Receipt> {
    const receipt = await super.publish(plan, until);
    return { ...receipt, certificate: receipt.certificate.replace('"sig": "', '"sig": "AAAA') };
  }
}

function stageWith(changes: Partial<PublishTools>, catalog: MemoryCatalog, steps: string[]) {
  const intents: PublicationIntent[] = [];
  const intend = async (intent: PublicationIntent) => {
    steps.push('intend');
    intents.push(intent);
  };
  const stage = publishStage({ catalog, signer: makeSigner(), ...terms, intend, target: 'memory', ...changes });
  return { stage, intents };
}
