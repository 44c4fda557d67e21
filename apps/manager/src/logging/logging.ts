import { DeferredLogger, type Level } from "./deferred-logger.js";

/** How severe a line must be to be logged at a verbosity: see ManagerOptions.v. */
export function levelOf(verbosity: number): Level {
  if (verbosity >= 4) return "debug";
  return verbosity >= 1 ? "info" : "warn";
}

/** Logs to standard error: for people on a terminal, JSON lines in a pipe. The library is loaded by the first line. */
export function createLogger(verbosity: number): DeferredLogger {
  const level = levelOf(verbosity);
  return new DeferredLogger(level, async () => {
    const { createPinoLogger } = await import("./pino-logger.js");
    return createPinoLogger(level);
  });
}
