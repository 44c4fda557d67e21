import type { Logger } from "@engenho/core";

/** The level of a log line. */
export type Level = keyof Logger;

const levels: readonly Level[] = ["debug", "info", "warn", "error"];

interface Line {
  readonly level: Level;
  readonly fields: object;
  readonly message: string;
}

/** A logger that is created by its first line; most runs log nothing. Lines keep their order. */
export class DeferredLogger implements Logger {
  readonly #least: number;
  readonly #open: () => Promise<Logger>;
  readonly #waiting: Line[] = [];
  #opening: Promise<void> | undefined;
  #logger: Logger | undefined;

  /** Lines below `level` are dropped. `open` is called at most once, and must not reject. */
  constructor(level: Level, open: () => Promise<Logger>) {
    this.#least = levels.indexOf(level);
    this.#open = open;
  }

  debug(fields: object, message: string): void {
    this.#write({ level: "debug", fields, message });
  }

  info(fields: object, message: string): void {
    this.#write({ level: "info", fields, message });
  }

  warn(fields: object, message: string): void {
    this.#write({ level: "warn", fields, message });
  }

  error(fields: object, message: string): void {
    this.#write({ level: "error", fields, message });
  }

  /** Resolves when every line so far is written. */
  async flush(): Promise<void> {
    await this.#opening;
  }

  #write(line: Line): void {
    if (levels.indexOf(line.level) < this.#least) return;
    if (this.#logger !== undefined) {
      this.#logger[line.level](line.fields, line.message);
      return;
    }
    this.#waiting.push(line);
    this.#opening ??= this.#opened();
  }

  async #opened(): Promise<void> {
    const logger = await this.#open();
    this.#logger = logger;
    for (const { level, fields, message } of this.#waiting.splice(0)) logger[level](fields, message);
  }
}
