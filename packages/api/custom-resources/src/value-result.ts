import type { StatusCause } from "@engenho/core";
import { mostCauseCharacters, noCauses, tooManyCauses } from "@engenho/machinery";

/**
 * The result of validating a value. `matches` counts the successful checks: if several alternatives all fail, the one with the
 * most is reported (kube-openapi pkg/validation/validate/result.go).
 */
export interface ValueResult {
  readonly causes: readonly StatusCause[];
  readonly matches: number;
}

/** Collects results, each message once. */
export class ResultBuilder {
  readonly #causes: StatusCause[] = [];
  readonly #seen = new Set<string>();
  #matches = 0;
  #characters = 0;

  /** Whether there are so many errors already that no more are collected. */
  get isFull(): boolean {
    return this.#characters > mostCauseCharacters;
  }

  add(causes: readonly StatusCause[]): void {
    for (const cause of causes) {
      if (this.isFull) return;
      const key = `${cause.field}: ${cause.message}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#causes.push(cause);
      this.#characters += key.length;
      if (this.isFull) this.#causes.push(tooManyCauses);
    }
  }

  merge(result: ValueResult): void {
    this.add(result.causes);
    this.#matches += result.matches;
  }

  count(): void {
    this.#matches++;
  }

  get result(): ValueResult {
    return { causes: this.#causes.length === 0 ? noCauses : this.#causes, matches: this.#matches };
  }
}
