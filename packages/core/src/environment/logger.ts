/** Structured logging. pino's Logger has this shape. */
export interface Logger {
  /** Details for developers. `fields` are the structured data of the entry, `message` is a constant text. */
  debug(fields: object, message: string): void;
  /** Normal operation. */
  info(fields: object, message: string): void;
  /** Something that is retried or survived, but should not have happened. */
  warn(fields: object, message: string): void;
  /** Something that failed and needs attention. */
  error(fields: object, message: string): void;
}

/** Drops everything. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
