import type { Logger } from "./logger.js";

/**
 * The default logger: warnings and errors go to `console.error`, with the error and its stack as the last argument; debug
 * and info lines are dropped. `console.error` is looked up at each call, so a replaced console takes effect. To log
 * nothing, use {@link silentLogger}.
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
