import type { Clock, Timer } from "../environment/clock.js";

interface Deadline {
  readonly key: string;
  readonly atMs: number;
}

/** Up to this many stale entries the heap is not rebuilt. */
const staleAllowance = 64;

/**
 * Keys that become due later (client-go's AddAfter, CM-4): of two deadlines for one key the earlier is kept. Calls
 * `onDue` when a key is due; uses a single timer, and only while there is a listener.
 */
export class DelayedKeys {
  readonly #clock: Clock;
  readonly #deadlines = new Map<string, number>();
  /** A binary min-heap by time; an entry whose time differs from that in #deadlines is stale. */
  #heap: Deadline[] = [];
  #timer: Timer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #onDue: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#deadlines.size;
  }

  /** Calls `onDue` from now on; `undefined` removes the listener and the timer. */
  listen(onDue: (() => void) | undefined): void {
    this.#onDue = onDue;
    this.#setTimer();
  }

  add(key: string, delayMs: number): void {
    const atMs = this.#clock.monotonicNow() + Math.max(delayMs, 0);
    const known = this.#deadlines.get(key);
    if (known !== undefined && known <= atMs) return;
    this.#deadlines.set(key, atMs);
    if (this.#heap.length >= 2 * this.#deadlines.size + staleAllowance) this.#rebuildHeap();
    else this.#push({ key, atMs });
    this.#setTimer();
  }

  /** Cancels the key's deadline. */
  delete(key: string): void {
    if (this.#deadlines.delete(key)) this.#setTimer();
  }

  /** Removes and returns every key that is due. */
  takeDue(): string[] {
    const nowMs = this.#clock.monotonicNow();
    const due: string[] = [];
    for (let first = this.#first(); first !== undefined && first.atMs <= nowMs; first = this.#first()) {
      this.#pop();
      this.#deadlines.delete(first.key);
      due.push(first.key);
    }
    this.#setTimer();
    return due;
  }

  /** Rebuilds the heap from #deadlines: a late deadline replaced by an earlier one would otherwise stay until its time. */
  #rebuildHeap(): void {
    this.#heap = [...this.#deadlines].map(([key, atMs]) => ({ key, atMs })).sort((a, b) => a.atMs - b.atMs);
  }

  /** The earliest entry that is not stale. */
  #first(): Deadline | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#deadlines.get(first.key) === first.atMs) return first;
      this.#pop();
    }
    return undefined;
  }

  #setTimer(): void {
    const atMs =
      this.#onDue === undefined ? Number.POSITIVE_INFINITY : (this.#first()?.atMs ?? Number.POSITIVE_INFINITY);
    if (atMs === this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.setTimer(() => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      // A timer may fire a fraction of a millisecond early; then it is set again for the remainder.
      if (atMs > this.#clock.monotonicNow()) this.#setTimer();
      else this.#onDue?.();
    }, atMs - this.#clock.monotonicNow());
  }

  #push(deadline: Deadline): void {
    const heap = this.#heap;
    let index = heap.push(deadline) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Deadline;
      if (above.atMs <= deadline.atMs) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = deadline;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Deadline).atMs < (heap[child] as Deadline).atMs) child++;
      const below = heap[child] as Deadline;
      if (below.atMs >= last.atMs) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
