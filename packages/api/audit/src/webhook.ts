import type { Clock, RandomSource } from "@engenho/core";
import { withBackoff } from "@engenho/machinery";
import type { AuditSink } from "./sinks.js";

/** Options of {@link AuditWebhook}. */
export interface AuditWebhookOptions {
  /** Posts an EventList as JSON text. */
  readonly post: (body: string) => Promise<void>;
  /** The delay before the second of five attempts, in milliseconds. */
  readonly initialBackoffMs: number;
  /** Measures the delays. */
  readonly clock: Clock;
  /** Spreads the delays between attempts. */
  readonly random: RandomSource;
}

/** How many events are on their way at once: no more requests than these wait for a webhook that hangs. */
const maxWaiting = 1000;

/** A webhook that receives events. As a sink, each request waits until it has the event (the modes `blocking`). */
export class AuditWebhook implements AuditSink {
  readonly #options: AuditWebhookOptions;
  #waiting = 0;
  #closed = false;

  /** Posts nothing before the first event. */
  constructor(options: AuditWebhookOptions) {
    this.#options = options;
  }

  /** Posts one event. Rejects if five attempts have failed, or if a thousand others are on their way. */
  async write(line: string): Promise<void> {
    if (this.#waiting >= maxWaiting) throw new Error(`${maxWaiting} audit events wait for the webhook`);
    this.#waiting++;
    try {
      await this.send([line]);
    } finally {
      this.#waiting--;
    }
  }

  /** Posts events, which are lines of JSON, together. Rejects if five attempts have failed. */
  send(events: readonly string[]): Promise<void> {
    const { post, initialBackoffMs: firstDelayMs, clock, random } = this.#options;
    const body = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${events.join(",")}]}`;
    // As upstream: hardly any error is a reason not to try again.
    return withBackoff(() => post(body), { firstDelayMs, isTransient: () => !this.#closed, clock, random });
  }

  /** From now on nothing is tried a second time. */
  close(): void {
    this.#closed = true;
  }
}
