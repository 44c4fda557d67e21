import type { Logger } from "../environment/logger.js";

/** One log line. */
export interface LogLine {
  /** The method that was called. */
  readonly level: keyof Logger;
  /** The message as passed. */
  readonly message: string;
  /** The fields as passed, not copied. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger that keeps its lines. */
export class RecordingLogger implements Logger {
  /** Oldest first. */
  readonly lines: LogLine[] = [];

  debug(fields: object, message: string): void {
    this.#keep("debug", fields, message);
  }

  info(fields: object, message: string): void {
    this.#keep("info", fields, message);
  }

  warn(fields: object, message: string): void {
    this.#keep("warn", fields, message);
  }

  error(fields: object, message: string): void {
    this.#keep("error", fields, message);
  }

  /** The messages of a level, oldest first. */
  at(level: keyof Logger): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }

  #keep(level: keyof Logger, fields: object, message: string): void {
    this.lines.push({ level, message, fields: { ...fields } });
  }
}
