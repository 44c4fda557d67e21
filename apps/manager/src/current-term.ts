import type { Leadership } from "@engenho/core";

/**
 * The current term of this process, for the store of controllers that are created before the first term: see core's
 * `withLeadership`.
 */
export class CurrentTerm implements Leadership {
  #term: Leadership | undefined;

  /** Begins a term. */
  begin(term: Leadership): void {
    this.#term = term;
  }

  isCurrent(): boolean {
    return this.#term?.isCurrent() === true;
  }

  get fence(): Leadership["fence"] {
    return this.#required().fence;
  }

  get signal(): AbortSignal {
    return this.#required().signal;
  }

  #required(): Leadership {
    if (this.#term === undefined) throw new Error("this process has not been the leader yet");
    return this.#term;
  }
}
