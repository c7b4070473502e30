import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { Problem } from './core/problems.js';
import { createRedactor } from './runtime/redact.js';

/** The process's log, with the one redactor between it and its sink. */
export interface RedactedLog {
  readonly log: Logger;
  /** Takes this secret, in all its forms, out of everything that is logged from now on. */
  readonly hide: (secret: string) => void;
}

/** Where lines go. */
export interface Sink {
  write(line: string): unknown;
}

/**
 * The process's log: one JSON object a line, on standard error, because standard output belongs to results. Every line passes the
 * redactor on its way out, whatever library wrote it.
 */
export function createLog(config: Pick<Config, 'logLevel' | 'secrets'>, sink: Sink = process.stderr): RedactedLog {
  const secrets = new Set(config.secrets);
  let redactor = createRedactor([...secrets]);
  const hide = (secret: string) => {
    redactor = createRedactor([...secrets.add(secret)]);
  };
  const options = {
    level: config.logLevel,
    base: { process: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { error: describeError },
  };
  return { log: pino(options, { write: line => void sink.write(redactor.text(line)) }), hide };
}

/** An error as fields. Where an expected failure was thrown says nothing; what it was caused by does. */
function describeError(error: unknown): unknown {
  if (error instanceof Problem) {
    const { code, fault, detail, cause } = error;
    return { code, fault, detail, ...(cause instanceof Error && { cause: pino.stdSerializers.err(cause) }) };
  }
  return error instanceof Error ? pino.stdSerializers.err(error) : error;
}

/** Nest's messages in our log. What Nest says about its own start is of use to developers only. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fields(message, rest), 'Nest');
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fields(message, rest), 'Nest');
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(fields(message, rest), 'Nest');
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(fields(message, rest), 'Nest warns');
  }
  /** A Problem is told by whoever catches it. */
  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Problem) return;
    this.logger.error(fields(message, rest), 'Nest failed');
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(fields(message, rest), 'Nest failed');
  }
}

/** Nest gives message, sometimes a stack, and last the name of the part that speaks. */
function fields(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const context = rest.at(-1);
  const error = message instanceof Error ? message : undefined;
  const stack = rest.length > 1 ? rest[0] : undefined;
  return { part: context, stack, ...(error ? { error } : { message: String(message) }) };
}
