/** Structured logging. pino's Logger has this shape. */
export interface Logger {
  /** Details for developers. `fields` are the structured data of the entry, `message` is a constant text. */
  debug(fields: object, message: string): void;
  /** Normal operation. */
  info(fields: object, message: string): void;
  /** An unexpected condition that is retried or tolerated. */
  warn(fields: object, message: string): void;
  /** A failure that needs attention. */
  error(fields: object, message: string): void;
}

/** Drops everything. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
