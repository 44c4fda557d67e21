import type { Leadership } from "@engenho/core";

/** The term that this process has now, for a store that its controllers get before the first one: see core's `withLeadership`. */
export class CurrentTerm implements Leadership {
  #term: Leadership | undefined;

  /** This process leads from now on. */
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
    if (this.#term === undefined) throw new Error("this process has not led yet");
    return this.#term;
  }
}
