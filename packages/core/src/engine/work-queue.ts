import { FrontCursor } from "../collections/front-cursor.js";

/**
 * A FIFO queue of keys with the guarantees of client-go's workqueue (CM-2):
 * - a key is queued at most once, in the order of first arrival;
 * - a key is never returned while it is being processed; if added meanwhile, it is queued again when `done` is called.
 */
export class WorkQueue {
  readonly #waiting = new Set<string>();
  readonly #front = new FrontCursor(this.#waiting);
  readonly #processing = new Set<string>();
  /** Keys added while they were being processed (the dirty part of client-go's two sets). */
  readonly #again = new Set<string>();

  /** Queued keys, including those that will be queued again when their processing ends. */
  get depth(): number {
    return this.#waiting.size + this.#again.size;
  }

  /** Keys that `take` can hand out now. */
  get ready(): number {
    return this.#waiting.size;
  }

  /** Adds a key; returns whether it was not queued before. */
  add(key: string): boolean {
    const waiting = this.#processing.has(key) ? this.#again : this.#waiting;
    if (waiting.has(key)) return false;
    waiting.add(key);
    return true;
  }

  /** The next key to process, or `undefined` when the queue is empty. Call `done` with it afterwards. */
  take(): string | undefined {
    if (this.#waiting.size === 0) return undefined;
    const key = this.#front.next();
    this.#waiting.delete(key);
    this.#processing.add(key);
    return key;
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#again.delete(key)) this.#waiting.add(key);
  }

  /** Like `done`, but the key is not queued again; returns whether it would have been. */
  forget(key: string): boolean {
    this.#processing.delete(key);
    return this.#again.delete(key);
  }
}
