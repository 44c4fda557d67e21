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

/** The maximum number of events in flight, and so of requests that wait for a webhook that hangs. */
const maxWaiting = 1000;

/** A webhook that receives events. As a sink, it delays each request until the webhook has accepted its event (the modes `blocking`). */
export class AuditWebhook implements AuditSink {
  readonly #options: AuditWebhookOptions;
  #waiting = 0;
  #closed = false;

  /** Posts nothing before the first event. */
  constructor(options: AuditWebhookOptions) {
    this.#options = options;
  }

  /** Posts one event. Rejects if five attempts have failed, or if a thousand others are in flight. */
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
    // As upstream, nearly every error is retried.
    return withBackoff(() => post(body), { firstDelayMs, isTransient: () => !this.#closed, clock, random });
  }

  /** Stops retries. */
  close(): void {
    this.#closed = true;
  }
}
