const longest = 32;

/**
 * The Retry-After of refused requests: doubled while many are refused, decremented when few are (upstream:
 * dropped_requests_tracker.go). Times are whole seconds.
 */
export class DroppedRequests {
  #history: { readonly second: number; readonly count: number }[] = [];
  #second = 0;
  #count = 0;
  #updated = 0;
  #retryAfter = 1;

  /** The value of Retry-After. */
  get retryAfterSeconds(): number {
    return this.#retryAfter;
  }

  /** A request has been refused. */
  record(second: number): void {
    if (second === this.#second) {
      this.#count++;
      return;
    }
    this.#history.push({ second: this.#second, count: this.#count });
    const kept = Math.min(2 * this.#retryAfter, longest);
    this.#history = this.#history.filter((each) => this.#second - each.second <= kept);
    this.#second = second;
    this.#count = 1;
    this.#update(second);
  }

  #update(second: number): void {
    const dropped = this.#history.reduce(
      (sum, each) => (second - each.second <= this.#retryAfter && each.second < second ? sum + each.count : sum),
      0,
    );
    if (second - this.#updated >= this.#retryAfter && dropped >= 3 * this.#retryAfter) {
      this.#retryAfter = Math.min(2 * this.#retryAfter, longest);
      this.#updated = second;
    } else if (dropped < this.#retryAfter && this.#retryAfter > 1) this.#retryAfter--;
  }
}
