export const certificateStates = ['valid', 'near-end', 'expired', 'unreadable'] as const;

/** How a certificate stands at a moment. `unreadable`: it says no date, and so certifies nothing. */
export type CertificateState = (typeof certificateStates)[number];

/** From so many days before its end a certificate is told to be near it: a review takes weeks at the reference programme. */
export const nearEndDays = 30;

const dayMs = 86_400_000;

/** The state of a certificate with this end at this moment. Both are RFC 3339; the end is null where the certificate says none. Pure. */
export function certificateStateAt(expiresAt: string | null, at: string): CertificateState {
  const end = expiresAt === null ? NaN : Date.parse(expiresAt);
  const now = Date.parse(at);
  if (Number.isNaN(end) || Number.isNaN(now)) return 'unreadable';
  if (end <= now) return 'expired';
  return end - now <= nearEndDays * dayMs ? 'near-end' : 'valid';
}
