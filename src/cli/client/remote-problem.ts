import type { Explained } from '../failure.js';

/** What a service refused with: its own words, in the form of RFC 9457 with Assay's members code and fix. */
export class RemoteProblem extends Error implements Explained {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly status: number;

  private constructor(code: string, { title, detail, fix }: Explained, status: number) {
    super(`${title} ${detail}`);
    this.name = 'RemoteProblem';
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.fix = fix;
    this.status = status;
  }

  /** Reads a problem's JSON; null when it is not one of Assay's. */
  static from(body: unknown, status: number): RemoteProblem | null {
    if (typeof body !== 'object' || body === null || !('code' in body) || !('title' in body)) return null;
    const { code, title } = body;
    if (typeof code !== 'string' || typeof title !== 'string') return null;
    const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
    const fix = 'fix' in body && typeof body.fix === 'string' ? body.fix : 'Look at the log of the service.';
    return new RemoteProblem(code, { title, detail, fix }, status);
  }
}
