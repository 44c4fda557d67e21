/** What to undo if a write fails, and what to release once it has succeeded. */
export class Transaction {
  readonly #onFailure: (() => void)[] = [];
  readonly #onCommit: (() => void)[] = [];
  #finished = false;

  giveBackOnFailure(undo: () => void): void {
    this.#onFailure.push(undo);
  }

  releaseOnCommit(release: () => void): void {
    this.#onCommit.push(release);
  }

  /** Runs one of the two sides, once. */
  finish(committed: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const action of committed ? this.#onCommit : this.#onFailure) action();
  }
}
