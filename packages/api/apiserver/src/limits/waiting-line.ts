/** A place in a {@link WaitingLine}. */
export interface Waiting<T> {
  readonly item: T;
  /** The neighbours, which only the line changes. */
  previous: Waiting<T> | undefined;
  next: Waiting<T> | undefined;
}

/** First in, first out; whoever gives up leaves from any place in constant time. */
export class WaitingLine<T> {
  #first: Waiting<T> | undefined;
  #last: Waiting<T> | undefined;
  #length = 0;

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  /** Who has waited longest. */
  get first(): Waiting<T> | undefined {
    return this.#first;
  }

  /** Adds an item behind all others. */
  add(item: T): Waiting<T> {
    const place: Waiting<T> = { item, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#length++;
    return place;
  }

  /** Removes a place that is in the line. */
  remove({ previous, next }: Waiting<T>): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    this.#length--;
  }
}
