import pino, { type Logger } from "pino";
import type { Level } from "./deferred-logger.js";

/** Logs to standard error: for people on a terminal, JSON lines in a pipe. */
export async function createPinoLogger(level: Level): Promise<Logger> {
  const options = { level, base: null };
  if (process.stderr.isTTY !== true) return pino(options, pino.destination({ dest: 2, sync: true }));
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ destination: 2, sync: true, colorize: true, translateTime: "SYS:HH:MM:ss.l" }));
}
