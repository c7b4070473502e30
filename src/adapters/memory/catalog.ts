import { createHash } from 'node:crypto';
import { assertOwnPaths, assertPlainPath, catalogPaths } from '../../core/catalog-paths.js';
import { packageFileNames } from '../../core/package.js';
import { Catalog } from '../../core/ports/catalog.js';
import type { PublicTitle } from '../../core/ports/catalog.js';
import { titleAt, titleIn } from '../../core/public-title.js';
import type { Amendment, PublicationPlan, Published, Receipt } from '../../core/publication.js';
import { inFolder, publishedIn, removedPaths, standingOf } from '../../core/standing.js';

/** The catalogue of one process: what `assay check` compares with, and what tests publish into. It keeps nothing. */
export class MemoryCatalog extends Catalog {
  readonly #files = new Map<string, Uint8Array>();
  readonly #receipts = new Map<string, Receipt>();
  readonly #baselines: readonly Published[];

  /** `baselines` are versions that count as public without having been published here. */
  constructor(baselines: readonly Published[] = []) {
    super();
    this.#baselines = baselines;
  }

  override published(publisher: string, connector: string): Promise<Published | null> {
    return answer(() => {
      const baseline = this.#baselines.find(
        ({ version }) => version.publisher === publisher && version.connector === connector,
      );
      return publishedIn(this.#standing(publisher, connector), publisher, connector, sha256) ?? baseline ?? null;
    });
  }

  override standing(publisher: string, connector: string): Promise<ReadonlyMap<string, Uint8Array>> {
    return answer(() => this.#standing(publisher, connector));
  }

  override titles(): Promise<readonly PublicTitle[]> {
    return answer(() => [
      ...[...this.#files].flatMap(([path, bytes]) => titleAt(path, bytes) ?? []),
      ...this.#baselines.flatMap(({ version: { publisher, connector }, content }) => {
        const title = titleIn(content.read(packageFileNames.definition));
        return title === null ? [] : [{ publisher, connector, title }];
      }),
    ]);
  }

  override publish(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt> {
    return answer(() => {
      signal.throwIfAborted();
      assertOwnPaths(plan);
      const touched = [...this.#files].filter(
        ([path]) => inFolder(plan, path) || plan.files.has(path) || plan.replaces.has(path),
      );
      const held = new Map(touched.map(([path, bytes]) => [path, sha256(bytes)]));
      if (standingOf(plan, held, sha256) === 'open') this.#write(plan);
      const receipt = this.#receipts.get(plan.certificate);
      if (receipt === undefined) throw new Error(`${plan.certificate} stands without a receipt`);
      return receipt;
    });
  }

  override amend(
    paths: readonly string[],
    decide: (standing: ReadonlyMap<string, Uint8Array>) => Amendment | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    return answer(() => {
      signal.throwIfAborted();
      const isRead = (path: string) => paths.some(read => path === read || path.startsWith(`${read}/`));
      const amendment = decide(new Map([...this.#files].filter(([path]) => isRead(path))));
      if (amendment === null) return null;
      const { message, date, files, removed } = amendment;
      for (const path of [...files.keys(), ...removed]) assertPlainPath(path);
      const written = [...files].filter(([path, bytes]) => !sameBytes(this.#files.get(path), bytes));
      const gone = removed.filter(path => this.#files.has(path) && !files.has(path));
      if (written.length + gone.length === 0) return null;
      for (const [path, bytes] of written) this.#files.set(path, bytes);
      for (const path of gone) this.#files.delete(path);
      return sha256(`amend ${message}${date}`).slice(0, 40);
    });
  }

  #write(plan: PublicationPlan): void {
    for (const path of removedPaths(plan)) this.#files.delete(path);
    for (const [path, bytes] of plan.files) this.#files.set(path, bytes);
    this.#receipts.set(plan.certificate, {
      target: 'memory',
      commit: sha256(`${plan.message}${plan.date}`).slice(0, 40),
      mergeCommit: sha256(`merge ${plan.message}${plan.date}`).slice(0, 40),
      folder: plan.folder,
      certificate: Buffer.from(plan.files.get(plan.certificate) ?? '').toString('utf8'),
    });
  }

  #standing(publisher: string, connector: string): ReadonlyMap<string, Uint8Array> {
    const { folder, index, indexSignature } = catalogPaths(publisher, connector);
    const own = [...this.#files].filter(
      ([path]) => path.startsWith(`${folder}/`) || path === index || path === indexSignature,
    );
    return new Map(own);
  }
}

/** What the work gives or throws, as a promise: a port's answer is never thrown before it is awaited. */
function answer<T>(work: () => T): Promise<T> {
  return new Promise(resolve => resolve(work()));
}

function sameBytes(held: Uint8Array | undefined, bytes: Uint8Array): boolean {
  return held !== undefined && Buffer.from(held).equals(bytes);
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
