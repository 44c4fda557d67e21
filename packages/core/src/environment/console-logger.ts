import type { Logger } from "./logger.js";

/**
 * What logs where no logger is given: warnings and errors go to `console.error`, the error itself last, with its stack; all
 * else is dropped. The console is asked for at each line, so that one that is replaced is heard. To hear nothing, give
 * {@link silentLogger}.
 */
export const consoleLogger: Logger = {
  debug() {},
  info() {},
  warn: print,
  error: print,
};

function print(fields: object, message: string): void {
  const { err, ...others } = fields as { readonly err?: unknown };
  console.error(...[`engenho: ${message}`, others, err].filter((part) => part !== undefined));
}
