import type { ReconcileError, ReconcileReport } from "./controller.js";

/** Counts the outcomes of the keys that one tick has enqueued, and reports when all have been processed. */
export class TickTally {
  #outstanding = 0;
  #examined = 0;
  #changed = 0;
  #skipped = 0;
  #failed = 0;
  readonly #errors: ReconcileError[] = [];
  #finish: (() => void) | undefined;

  expect(): void {
    this.#outstanding++;
  }

  count(outcome: "unchanged" | "changed" | "skipped" | "failed"): void {
    this.#examined++;
    if (outcome === "changed") this.#changed++;
    else if (outcome === "skipped") this.#skipped++;
    else if (outcome === "failed") this.#failed++;
    this.#outstanding--;
    if (this.#outstanding === 0) this.#finish?.();
  }

  /** Like `count("failed")`, with the error. */
  countFailure(failure: ReconcileError): void {
    this.#errors.push(failure);
    this.count("failed");
  }

  /** Resolves when every expected key has been counted. */
  async report(): Promise<ReconcileReport> {
    if (this.#outstanding > 0) {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
    }
    const counts = { examined: this.#examined, changed: this.#changed, skipped: this.#skipped, failed: this.#failed };
    return this.#errors.length === 0 ? counts : { ...counts, errors: this.#errors };
  }
}
