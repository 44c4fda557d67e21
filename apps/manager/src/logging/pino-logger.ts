import pino, { type Logger } from "pino";
import { bounded } from "./bounded.js";
import type { Level } from "./deferred-logger.js";

/** Logs to standard error: formatted on a terminal, JSON lines otherwise. */
export async function createPinoLogger(level: Level): Promise<Logger> {
  // Errors are serialized by `boundedFields` instead.
  const serializers = { err: (error: unknown) => error };
  const options = { level, base: null, formatters: { log: boundedFields }, serializers };
  if (process.stderr.isTTY !== true) return pino(options, pino.destination({ dest: 2, sync: true }));
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ destination: 2, sync: true, colorize: true, translateTime: "SYS:HH:MM:ss.l" }));
}

/** Truncates the fields of a line, with errors converted to objects with their stack. */
function boundedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const { err, ...others } = fields;
  const error = err instanceof Error ? pino.stdSerializers.err(err) : err;
  return bounded(err === undefined ? others : { ...others, err: error }) as Record<string, unknown>;
}
