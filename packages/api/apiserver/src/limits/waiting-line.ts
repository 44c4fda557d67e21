/** An entry of a {@link WaitingLine}. */
export interface Waiting<T> {
  readonly item: T;
  /** The neighbours. Only the queue changes them. */
  previous: Waiting<T> | undefined;
  next: Waiting<T> | undefined;
}

/** A FIFO queue from which any entry can be removed in constant time. */
export class WaitingLine<T> {
  #first: Waiting<T> | undefined;
  #last: Waiting<T> | undefined;
  #length = 0;

  /** The number of entries. */
  get length(): number {
    return this.#length;
  }

  /** The oldest entry. */
  get first(): Waiting<T> | undefined {
    return this.#first;
  }

  /** Appends an item. */
  add(item: T): Waiting<T> {
    const place: Waiting<T> = { item, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#length++;
    return place;
  }

  /** Removes an entry of the queue. */
  remove({ previous, next }: Waiting<T>): void {
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    this.#length--;
  }
}
