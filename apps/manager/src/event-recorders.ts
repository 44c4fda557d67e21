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

/** The Event recorders of all controllers, so that a stop can wait for their pending writes. */
export class EventRecorders {
  readonly #options: EventRecordersOptions;
  readonly #recorders: EventRecorder[] = [];

  constructor(options: EventRecordersOptions) {
    this.#options = options;
  }

  /** Creates a recorder with the source `component` that writes to `store`. */
  of(component: string, store: Store): EventRecorder {
    const recorder = createEventRecorder({ ...this.#options, store, component });
    this.#recorders.push(recorder);
    return recorder;
  }

  /** Resolves when every recorded Event is written or dropped, at the latest after `withinMs`. */
  async flush(withinMs: number): Promise<void> {
    let timer: Timer | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = this.#options.clock.setTimer(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.#recorders.map((recorder) => recorder.flush())), tooLate]);
    timer?.cancel();
  }
}
