import type { Reservation } from "@engenho/registry";

/** The claims that a write takes and releases. */
export type Claims = NonNullable<Reservation["claims"]>;

/** What to undo if a write fails, and what to release once it has succeeded; and the claims of both. */
export class Transaction {
  readonly #onFailure: (() => void)[] = [];
  readonly #onCommit: (() => void)[] = [];
  readonly #take: string[] = [];
  readonly #give: string[] = [];
  #finished = false;

  /** The allocations and releases so far; undefined if there are none. */
  get claims(): Claims | undefined {
    return this.#take.length + this.#give.length === 0 ? undefined : { take: this.#take, give: this.#give };
  }

  giveBackOnFailure(claim: string, undo: () => void): void {
    this.#take.push(claim);
    this.#onFailure.push(undo);
  }

  releaseOnCommit(claim: string, release: () => void): void {
    this.#give.push(claim);
    this.#onCommit.push(release);
  }

  /** Runs one of the two sides, once. */
  finish(committed: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const action of committed ? this.#onCommit : this.#onFailure) action();
  }
}
