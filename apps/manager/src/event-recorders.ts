import {
  type Clock,
  createEventRecorder,
  type EventRecorder,
  type Logger,
  type Store,
  type Timer,
} from "@engenho/core";

/** Options of {@link EventRecorders}. */
export interface EventRecordersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The event recorders of everything that runs, so that a stop can wait for what they still have to write. */
export class EventRecorders {
  readonly #options: EventRecordersOptions;
  readonly #recorders: EventRecorder[] = [];

  constructor(options: EventRecordersOptions) {
    this.#options = options;
  }

  /** A recorder that reports as `component`, into `store`. */
  of(component: string, store: Store): EventRecorder {
    const recorder = createEventRecorder({ ...this.#options, store, component });
    this.#recorders.push(recorder);
    return recorder;
  }

  /** Resolves when everything told is written or given up, at once when nothing waits, and after `withinMs` at the latest. */
  async flush(withinMs: number): Promise<void> {
    let timer: Timer | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = this.#options.clock.setTimer(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.#recorders.map((recorder) => recorder.flush())), tooLate]);
    timer?.cancel();
  }
}
