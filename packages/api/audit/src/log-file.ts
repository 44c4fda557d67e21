import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Clock, consoleLogger, type Logger, systemClock } from "@engenho/core";
import type { AuditSink } from "./sinks.js";

/** Options of {@link AuditLogFile}. */
export interface AuditLogFileOptions {
  /** The log. Its directory is created. */
  readonly file: string;
  /** The size in MiB at which the log is rotated: it is renamed, and a new one is started. Default 100. */
  readonly maxSizeMiB?: number | undefined;
  /** How many old logs are kept. Default 0: all. */
  readonly maxBackups?: number | undefined;
  /** How many days old logs are kept. Default 0: forever. */
  readonly maxAgeDays?: number | undefined;
  /** Whether old logs are compressed. Default false. */
  readonly compress?: boolean | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Logs failures to compress or remove old logs. Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;
const mebibyte = 1024 * 1024;
const defaultMaxSizeMiB = 100;

/**
 * A log that is rotated as kube-apiserver's (--audit-log-maxsize, -maxbackup, -maxage, -compress): old logs are called
 * `audit-2025-01-31T10-00-00.000.log`. Only its owner may read it (mode 0600). Each line is written before `write` returns. Throws the
 * file system's error if the file cannot be opened.
 */
export class AuditLogFile implements AuditSink {
  readonly #options: AuditLogFileOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maxBytes: number;
  #descriptor: number;
  #bytes: number;
  #cleaning: Promise<void> = Promise.resolve();

  /** Creates the directory and opens the log, to which it appends. */
  constructor(options: AuditLogFileOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? consoleLogger;
    this.#maxBytes = (options.maxSizeMiB || defaultMaxSizeMiB) * mebibyte;
    mkdirSync(dirname(options.file), { recursive: true });
    this.#descriptor = openSync(options.file, "a", 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes) this.#rotate();
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.#bytes += bytes.length;
  }

  /** Closes the file, when old logs have been compressed and removed. */
  async close(): Promise<void> {
    closeSync(this.#descriptor);
    await this.#cleaning;
  }

  #rotate(): void {
    const { file } = this.#options;
    renameSync(file, this.#backupName());
    closeSync(this.#descriptor);
    this.#descriptor = openSync(file, "a", 0o600);
    this.#bytes = 0;
    this.#cleaning = this.#cleaning
      .then(() => this.#clean())
      .catch((error: unknown) => {
        this.#logger.error({ err: error, file }, "old audit logs could not be compressed or removed");
      });
  }

  /** A unique name for an old log: several may be rotated within a millisecond. */
  #backupName(): string {
    const { file } = this.#options;
    const taken = new Set(this.#backups().map(({ ms }) => ms));
    let ms = this.#clock.now();
    while (taken.has(ms)) ms++;
    const extension = extname(file);
    const time = new Date(ms).toISOString().replaceAll(":", "-").replace("Z", "");
    return join(dirname(file), `${basename(file, extension)}-${time}${extension}`);
  }

  /** The old logs, the latest first. */
  #backups(): readonly { readonly name: string; readonly ms: number }[] {
    const { file } = this.#options;
    const extension = extname(file);
    const prefix = `${basename(file, extension)}-`;
    return readdirSync(dirname(file))
      .flatMap((name) => {
        const plain = name.replace(/\.gz$/, "");
        if (!plain.startsWith(prefix) || !plain.endsWith(extension)) return [];
        const time = plain.slice(prefix.length, plain.length - extension.length);
        const [, date, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})$/.exec(time) ?? [];
        if (date === undefined) return [];
        return [{ name, ms: Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`) }];
      })
      .sort((left, right) => right.ms - left.ms);
  }

  async #clean(): Promise<void> {
    const { file, maxBackups = 0, maxAgeDays = 0, compress = false } = this.#options;
    const folder = dirname(file);
    const oldest = maxAgeDays > 0 ? this.#clock.now() - maxAgeDays * dayMs : Number.NEGATIVE_INFINITY;
    const backups = this.#backups();
    const kept = (maxBackups > 0 ? backups.slice(0, maxBackups) : backups).filter(({ ms }) => ms >= oldest);
    for (const { name } of backups.filter((one) => !kept.includes(one))) rmSync(join(folder, name), { force: true });
    if (!compress) return;
    for (const { name } of kept.filter((one) => !one.name.endsWith(".gz"))) await compressed(join(folder, name));
  }
}

/** Replaces a file by its compressed form. */
async function compressed(file: string): Promise<void> {
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.gz`, { mode: 0o600 }));
  rmSync(file);
}
