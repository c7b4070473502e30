/** A redis-server that a test started. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
  /** Sends one command, such as `FLUSHALL`, and gives the first line of the answer. */
  command(words: string): Promise<string>;
}
export function startRedis(options?: { port?: number }): Promise<TestRedis>;
