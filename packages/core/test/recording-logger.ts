import type { Logger } from "../src/index.js";

/** Keeps what was logged. */
export class RecordingLogger implements Logger {
  readonly lines: { level: "debug" | "info" | "warn" | "error"; message: string; fields: Record<string, unknown> }[] =
    [];

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

  at(level: string): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }

  #keep(level: "debug" | "info" | "warn" | "error", fields: object, message: string): void {
    this.lines.push({ level, message, fields: { ...fields } });
  }
}
