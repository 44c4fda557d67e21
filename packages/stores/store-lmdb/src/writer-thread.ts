import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { DataDirectoryError } from "./damage.js";
import type { Environment } from "./environment.js";
import { pageBytes } from "./meta-page.js";

type Request =
  | { readonly type: "open" }
  | { readonly type: "apply"; readonly batches: readonly BatchSource[]; readonly mark: RecordOfMark | undefined }
  | { readonly type: "read"; readonly keys: readonly Uint8Array[] }
  | { readonly type: "copy"; readonly file: string }
  | { readonly type: "close" };

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A batch, as `OperationEncoder` returned it, or its place in a file. */
export type BatchSource = Uint8Array | { readonly file: string; readonly start: number; readonly end: number };

/** A record that says how far batches have been applied. */
export interface RecordOfMark {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** LMDB, which runs on a separate thread. */
export interface LmdbEnvironment extends Environment {
  /** Makes all changes of these batches and stores the mark, or nothing at all. */
  apply(batches: readonly BatchSource[], mark?: RecordOfMark): Promise<void>;
}

/** What the thread is started with. */
interface ThreadData {
  readonly module: string;
  readonly file: string;
  readonly pageBytes: number;
}

/**
 * Opens an existing data file with LMDB on a separate thread. Rejects with LMDB's error, or with {@link DataDirectoryError} if
 * `lmdb` is not installed.
 */
export async function openEnvironment(file: string): Promise<LmdbEnvironment> {
  const module = findLmdb();
  const workerData: ThreadData = { module, file, pageBytes };
  const thread = new WriterThread(new Worker(`(${runThread.toString()})()`, { eval: true, workerData }));
  try {
    await thread.call({ type: "open" });
  } catch (error) {
    await thread.terminate();
    throw error;
  }
  return thread;
}

function findLmdb(): string {
  try {
    return createRequire(import.meta.url).resolve("lmdb");
  } catch (error) {
    const message = "a data directory needs the package lmdb, which is not installed: npm install lmdb@3.5";
    throw new DataDirectoryError(message, { cause: error });
  }
}

class WriterThread implements LmdbEnvironment {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (answer: Answer) => this.#settle(answer));
    worker.on("error", (error) => this.#fail(error));
    worker.on("exit", () => this.#fail(new Error("the LMDB thread has ended")));
    worker.unref();
  }

  write(batch: Buffer): Promise<void> {
    return this.apply([batch]);
  }

  async apply(batches: readonly BatchSource[], mark?: RecordOfMark): Promise<void> {
    await this.call({ type: "apply", batches, mark });
  }

  async read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return (await this.call({ type: "read", keys })) as readonly (Uint8Array | undefined)[];
  }

  async copy(file: string): Promise<void> {
    await this.call({ type: "copy", file });
  }

  async close(): Promise<void> {
    await this.call({ type: "close" });
    await this.terminate();
  }

  /** Requests are answered in order. */
  call(request: Request): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#worker.ref();
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ result, error }: Answer): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

/**
 * The code of the thread, which is passed as text: it must not refer to anything outside of this function, nor use import or require, which
 * bundlers replace.
 */
function runThread(): void {
  const { parentPort, workerData } = globalThis.process.getBuiltinModule("node:worker_threads");
  const { module, file, pageBytes } = workerData as ThreadData;
  const load = globalThis.process.getBuiltinModule("node:module").createRequire(module);
  const { open } = load(module) as typeof import("lmdb");
  const { closeSync, openSync, readSync, statSync, statfsSync } = globalThis.process.getBuiltinModule("node:fs");
  const { crc32 } = globalThis.process.getBuiltinModule("node:zlib");
  const [comma, bracket] = [Buffer.from(","), Buffer.from("]")];
  const identityOf = (): string => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? "none" : `${found.dev}/${found.ino}`;
  };
  const identity = identityOf();
  // Otherwise LMDB would continue to write to a file that was removed, or create an empty one in its place.
  const checkFile = (): void => {
    if (identityOf() === identity) return;
    throw new Error(`${file} was removed or replaced while the program runs`);
  };
  const openDatabase = () =>
    open<Buffer, Uint8Array>({
      path: file,
      noSubdir: true,
      pageSize: pageBytes,
      encoding: "binary",
      keyEncoding: "binary",
      overlappingSync: false,
      cache: false,
      maxDbs: 1,
    });
  type Database = ReturnType<typeof openDatabase>;
  let opened: Database | undefined;
  const database = (): Database => {
    if (opened !== undefined) return opened;
    checkFile();
    opened = openDatabase();
    return opened;
  };
  const close = async (): Promise<void> => {
    const closing = opened;
    opened = undefined;
    await closing?.close();
  };
  /** The value of a record with this text: see `encodeRecord`. */
  const recordOf = (key: Uint8Array, weight: number, parts: readonly Uint8Array[]): Buffer => {
    const value = Buffer.concat([Buffer.alloc(8), ...parts]);
    value.writeUInt32LE(Math.min(weight, 0xffff_ffff), 4);
    value.writeUInt32LE(crc32(value.subarray(4), crc32(key)), 0);
    return value;
  };
  const bytesOf = (batch: BatchSource): Buffer => {
    if (batch instanceof Uint8Array) return Buffer.from(batch.buffer, batch.byteOffset, batch.length);
    const bytes = Buffer.allocUnsafe(batch.end - batch.start);
    const descriptor = openSync(batch.file, "r");
    try {
      for (let read = 0; read < bytes.length; ) {
        const count = readSync(descriptor, bytes, read, bytes.length - read, batch.start + read);
        if (count === 0) throw new Error(`${batch.file} is shorter than it was`);
        read += count;
      }
    } finally {
      closeSync(descriptor);
    }
    return bytes;
  };
  /** Applies what `OperationEncoder` encoded. */
  const applyBatch = (target: Database, bytes: Buffer): void => {
    let at = 0;
    const number = (): number => {
      at += 4;
      return bytes.readUInt32LE(at - 4);
    };
    const field = (): Buffer | undefined => {
      const length = number();
      if (length === 0xffff_ffff) return undefined;
      at += length;
      return bytes.subarray(at - length, at);
    };
    while (at < bytes.length) {
      const code = bytes[at++];
      const key = field() as Buffer;
      const value = code === 2 ? undefined : field();
      if (code === 3) {
        const replaced = target.getBinary(key);
        const [historyKey, weight, head, last] = [field() as Buffer, number(), field() as Buffer, field()];
        const parts: Uint8Array[] = [head];
        if (replaced !== undefined) parts.push(comma, replaced.subarray(8));
        if (last !== undefined) parts.push(comma, last);
        target.putSync(historyKey, recordOf(historyKey, weight, [...parts, bracket]));
      }
      if (value === undefined) target.removeSync(key);
      else target.putSync(key, value);
    }
  };
  // When a write fails, lmdb 3.5 copies the error message beyond the end of a buffer, which may crash the process; so free space is checked first.
  const checkRoom = (batches: readonly BatchSource[]): void => {
    const bytes = batches.reduce((sum, one) => sum + (one instanceof Uint8Array ? one.length : one.end - one.start), 0);
    const { bavail, bsize } = statfsSync(file);
    // Pages are written as a whole, and each body twice.
    const neededBytes = 1024 * 1024 + 2 * bytes;
    if (bavail * bsize >= neededBytes) return;
    throw new Error(`no space left on its disk (${bavail * bsize} bytes are free, and ${neededBytes} may be needed)`);
  };
  const apply = async (batches: readonly BatchSource[], mark: RecordOfMark | undefined): Promise<void> => {
    checkFile();
    checkRoom(batches);
    const target = database();
    try {
      target.transactionSync(() => {
        for (const batch of batches) applyBatch(target, bytesOf(batch));
        if (mark !== undefined) target.putSync(mark.key, mark.value as Buffer);
      });
    } catch (error) {
      // LMDB may have made the environment unusable: the next call opens it again.
      await close();
      throw error;
    }
  };
  const read = (key: Uint8Array): Uint8Array | undefined => {
    const value = database().getBinary(key);
    return value === undefined ? undefined : new Uint8Array(value);
  };
  const answerTo = async (request: Request): Promise<unknown> => {
    switch (request.type) {
      case "open":
        database();
        return undefined;
      case "apply":
        return apply(request.batches, request.mark);
      case "read":
        return request.keys.map(read);
      case "copy":
        return database().backup(request.file, true);
      case "close":
        return close();
    }
  };
  // A request begins when the one before has ended.
  let last: Promise<unknown> = Promise.resolve();
  parentPort?.on("message", (request: Request) => {
    last = last
      .then(() => answerTo(request))
      .then(
        (result) => parentPort.postMessage({ result: request.type === "read" ? result : undefined }),
        (error: unknown) => parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) }),
      );
  });
}
