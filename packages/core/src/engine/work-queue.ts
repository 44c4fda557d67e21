import { FrontCursor } from "../collections/front-cursor.js";

/**
 * The keys that wait to be worked on. Its guarantees are those of client-go's workqueue (CM-2):
 * - a key waits at most once, in the order of first arrival;
 * - a key is never handed out while it is being worked on; added meanwhile, it waits again as soon as `done` is called.
 */
export class WorkQueue {
  readonly #waiting = new Set<string>();
  readonly #front = new FrontCursor(this.#waiting);
  readonly #processing = new Set<string>();
  /** Added while they were being processed. */
  readonly #again = new Set<string>();

  /** Keys that wait, including those that wait for their own processing to end. */
  get depth(): number {
    return this.#waiting.size + this.#again.size;
  }

  /** Keys that `take` would hand out. */
  get ready(): number {
    return this.#waiting.size;
  }

  /** Tells whether the key did not wait before. */
  add(key: string): boolean {
    const waiting = this.#processing.has(key) ? this.#again : this.#waiting;
    if (waiting.has(key)) return false;
    waiting.add(key);
    return true;
  }

  /** The next key to work on, or `undefined` when none waits. Call `done` with it afterwards. */
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

  /** As `done`, but the key does not wait again; tells whether it would have. */
  forget(key: string): boolean {
    this.#processing.delete(key);
    return this.#again.delete(key);
  }
}
