import { tooManyRequests } from "../status/refusals.js";

/** A limited number of places. */
export class Places {
  readonly #maximum: number;
  #taken = 0;

  /** 0 means no limit. */
  constructor(maximum: number) {
    this.#maximum = maximum === 0 ? Number.POSITIVE_INFINITY : maximum;
  }

  /** Takes a place. Returns the function that releases it; call it once. Throws StoreError `TooManyRequests` when there is none. */
  acquire(): () => void {
    if (this.#taken >= this.#maximum) throw tooManyRequests();
    this.#taken++;
    return () => {
      this.#taken--;
    };
  }
}
