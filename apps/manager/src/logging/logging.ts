import { DeferredLogger, type Level } from "./deferred-logger.js";

/** The minimum level of logged lines for a verbosity: see ManagerOptions.v. */
function levelOf(verbosity: number): Level {
  if (verbosity >= 4) return "debug";
  return verbosity >= 1 ? "info" : "warn";
}

/** Logs to standard error: formatted on a terminal, JSON lines otherwise. The library is loaded by the first line. */
export function createLogger(verbosity: number): DeferredLogger {
  const level = levelOf(verbosity);
  return new DeferredLogger(level, async () => {
    const { createPinoLogger } = await import("./pino-logger.js");
    return createPinoLogger(level);
  });
}
