import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** A text that callers may keep, as long as they ask whether it is still the same. */
export interface CachedAnswer {
  readonly mediaType: 'application/atom+xml' | 'image/svg+xml';
  readonly text: string;
  /** True for what anybody may see: shared caches may keep it, and pages elsewhere may show it. */
  readonly shared: boolean;
}

/**
 * Answers with the text, or with 304 when the caller has it already (RFC 9110 §13.1.2). Nothing is used without asking again: what was
 * certified yesterday may not be so today.
 */
export function sendCached(request: Request, response: Response, { mediaType, text, shared }: CachedAnswer): void {
  const tag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  response.set({
    'Content-Type': `${mediaType}; charset=utf-8`,
    'Cache-Control': `${shared ? 'public' : 'private'}, no-cache`,
    ETag: tag,
    'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
    ...(shared && { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
  });
  if (holds(request.get('If-None-Match') ?? '', tag)) response.status(304).end();
  else response.end(text);
}

/** Whether If-None-Match names the tag, by the weak comparison that RFC 9110 §13.1.2 asks for. */
function holds(header: string, tag: string): boolean {
  const named: readonly string[] = header.match(/"[^"]*"/g) ?? [];
  return header.trim() === '*' || named.includes(tag);
}
