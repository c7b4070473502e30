import { BullModule } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';

/** Name of the one queue. */
export const bellQueue = 'steps';

/**
 * The Nest modules of the doorbell on Redis, to be imported only when there is a REDIS_URL: registering a queue connects at once.
 * `prefix` keeps installations that share a Redis apart.
 */
export function queueImports(redisUrl: string, prefix = 'assay'): DynamicModule[] {
  return [BullModule.registerQueue({ name: bellQueue, redis: redisOptions(redisUrl), prefix })];
}

/** Bull's own reading of a URL knows neither TLS nor escaped passwords, and its pauses between attempts grow to 20 s. */
function redisOptions(redisUrl: string) {
  const url = new URL(redisUrl);
  const secured = url.protocol === 'rediss:' ? { tls: { servername: url.hostname } } : {};
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(url.pathname.slice(1) || 0),
    retryStrategy: (attempts: number) => Math.min(attempts * 100, 2_000),
    ...secured,
  };
}
