/** Integrates the demand for seats over time (upstream: fairqueuing/integrator.go). */
export class SeatDemand {
  #last: number;
  #value = 0;
  #seconds = 0;
  #sum = 0;
  #squares = 0;
  #highest = 0;

  /** `now` in seconds. */
  constructor(now: number) {
    this.#last = now;
  }

  /** Sets the demand from `now` on. */
  set(value: number, now: number): void {
    this.#integrate(now);
    this.#value = value;
    if (value > this.#highest) this.#highest = value;
  }

  /** The demand since the last call. */
  reset(now: number): DemandOfPeriod {
    this.#integrate(now);
    const seconds = this.#seconds;
    const average = seconds > 0 ? this.#sum / seconds : 0;
    const variance = seconds > 0 ? this.#squares / seconds - average * average : 0;
    const result = { seconds, average, deviation: Math.sqrt(Math.max(0, variance)), highWatermark: this.#highest };
    this.#seconds = 0;
    this.#sum = 0;
    this.#squares = 0;
    this.#highest = this.#value;
    return result;
  }

  #integrate(now: number): void {
    const elapsed = now - this.#last;
    this.#last = now;
    this.#seconds += elapsed;
    this.#sum += this.#value * elapsed;
    this.#squares += this.#value * this.#value * elapsed;
  }
}

/** The demand for seats in a period. */
export interface DemandOfPeriod {
  readonly seconds: number;
  readonly average: number;
  readonly deviation: number;
  readonly highWatermark: number;
}

/** A half-life of five minutes. */
const smoothing = 0.977;

/** The smoothed demand after another period (upstream: seatDemandStats). */
export function smoothedDemand(before: number, { seconds, average, deviation }: DemandOfPeriod): number {
  if (seconds <= 0) return before;
  const envelope = average + deviation;
  return Math.max(envelope, smoothing * before + (1 - smoothing) * envelope);
}
