import type { Clock, Timer } from "../environment/clock.js";

interface FakeTimer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A Clock that advances only on request. Code that depends only on it and on promises is deterministic; sockets and real
 * timers are not under its control.
 */
export class FakeClock implements Clock {
  #nowMs: number;
  /** The offset of the wall clock from elapsed time. */
  #steppedMs = 0;
  #order = 0;
  #turns = 0;
  readonly #timers = new Set<FakeTimer>();

  /** `nowMs` defaults to 2025-01-01T00:00:00Z. */
  constructor(nowMs: number = Date.UTC(2025, 0, 1)) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs + this.#steppedMs;
  }

  monotonicNow(): number {
    return this.#nowMs;
  }

  /** Sets the wall clock forwards or back, as an administrator or a resume from suspend does; no time passes. */
  stepWallClock(byMs: number): void {
    this.#steppedMs += byMs;
  }

  /** Lets `ms` elapse as a long computation does: no timer fires before the running code has ended. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer: FakeTimer = { atMs: this.#nowMs + Math.max(delayMs, 0), order: this.#order++, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  turn(): Promise<void> {
    this.#turns++;
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#turns--;
        resolve();
      }),
    );
  }

  /** Timers that are set; 0 at the end of a test that leaked none. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer, or `undefined` if none is set. */
  get nextTimerMs(): number | undefined {
    const next = this.#next(Number.POSITIVE_INFINITY);
    return next === undefined ? undefined : next.atMs - this.#nowMs;
  }

  /** Runs everything that needs no time: promises, turns of the event loop, timers that are due. */
  async settle(): Promise<void> {
    await this.advance(0);
  }

  /** Advances time by `ms`, firing timers in order; what each one starts settles before the next one fires. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.#drain();
    for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.callback();
      await this.#drain();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  #next(untilMs: number): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue;
      if (next === undefined || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }

  async #drain(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#turns > 0);
  }
}
