import type { StatusCause } from "@engenho/core";
import { maxCauseCharacters, noCauses, tooManyCauses } from "@engenho/machinery";

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
  /** Absent while there are none: most values are valid. */
  #causes: StatusCause[] | undefined;
  #seen: Set<string> | undefined;
  #matches = 0;
  #characters = 0;

  /** Whether there are so many errors already that no more are collected. */
  get isFull(): boolean {
    return this.#characters > maxCauseCharacters;
  }

  add(causes: readonly StatusCause[]): void {
    for (const cause of causes) this.#addOne(cause);
  }

  #addOne(cause: StatusCause): void {
    if (this.isFull) return;
    const key = `${cause.field}: ${cause.message}`;
    this.#seen ??= new Set();
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#causes ??= [];
    this.#causes.push(cause);
    this.#characters += key.length;
    if (this.isFull) this.#causes.push(tooManyCauses);
  }

  merge(result: ValueResult): void {
    this.add(result.causes);
    this.#matches += result.matches;
  }

  count(): void {
    this.#matches++;
  }

  get result(): ValueResult {
    return { causes: this.#causes ?? noCauses, matches: this.#matches };
  }
}
