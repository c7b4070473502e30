import { Catalog } from '../core/ports/catalog.js';
import type { PublicTitle } from '../core/ports/catalog.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { Connectors } from '../core/ports/connectors.js';
import type { Amendment, PublicationPlan, Published, Receipt } from '../core/publication.js';
import { loadPackage } from './load-package.js';

/**
 * The catalogue for those who compare: a version that was withdrawn is not the public one as long as another stands. Its users were told
 * to leave it, so what it broke or added binds nobody. What is written, and on what, stays as the repository has it.
 */
export class StandingCatalog extends Catalog {
  constructor(
    private readonly catalog: Catalog,
    private readonly tools: { readonly connectors: Connectors; readonly blobs: Blobs },
  ) {
    super();
  }

  async published(publisher: string, connector: string): Promise<Published | null> {
    const published = await this.catalog.published(publisher, connector);
    if (published === null) return null;
    const instead = await this.tools.connectors.insteadOf({ publisher, connector }, published.version.digest);
    if (instead === null) return published;
    const { version, digest } = instead;
    return {
      version: { publisher, connector, version, digest },
      content: await loadPackage(instead, this.tools.blobs),
    };
  }

  standing(publisher: string, connector: string): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.catalog.standing(publisher, connector);
  }

  titles(): Promise<readonly PublicTitle[]> {
    return this.catalog.titles();
  }

  publish(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt> {
    return this.catalog.publish(plan, signal);
  }

  amend(
    paths: readonly string[],
    decide: (standing: ReadonlyMap<string, Uint8Array>) => Amendment | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    return this.catalog.amend(paths, decide, signal);
  }
}
