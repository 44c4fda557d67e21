import type { ApiClient } from "./api-client.js";
import type { LineWatch } from "./line-watch.js";

/** Counts the pods of a namespace by a watch, without parsing its events. */
export class PodCounter {
  readonly #watch: LineWatch;
  readonly #waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  /** Existing pods, provided there were none when the watch was opened. */
  count = 0;

  private constructor(client: ApiClient, namespace: string) {
    this.#watch = client.watch(`/api/v1/namespaces/${namespace}/pods`, (line) => this.#take(line));
  }

  /** Opens the watch; existing pods are its first events. */
  static async open(client: ApiClient, namespace = "default"): Promise<PodCounter> {
    const counter = new PodCounter(client, namespace);
    await counter.#watch.opened;
    return counter;
  }

  /** Resolves when there are exactly this many pods. */
  until(count: number): Promise<void> {
    if (this.count === count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add({ count, resolve }));
  }

  close(): void {
    this.#watch.close();
  }

  #take(line: Buffer): void {
    // {"type":"ADDED"...: the tenth byte distinguishes the three types.
    const initial = line[9];
    if (initial === addedInitial) this.count++;
    else if (initial === deletedInitial) this.count--;
    else return;
    for (const waiting of this.#waiting) {
      if (waiting.count !== this.count) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}

const addedInitial = "A".charCodeAt(0);
const deletedInitial = "D".charCodeAt(0);
