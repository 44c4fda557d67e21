import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { AuditSink } from "./sinks.js";

/** Options of {@link AuditBatches}. */
export interface AuditBatchOptions {
  /** Sends a batch of lines. Its error, thrown or rejected, is logged. */
  readonly send: (events: readonly string[]) => MaybePromise<void>;
  /** The maximum number of events that wait to be sent, and of events in flight; further ones are dropped. */
  readonly bufferSize: number;
  /** The maximum number of events in a batch. */
  readonly maxBatchSize: number;
  /** The maximum size of a batch in bytes; undefined: no limit. */
  readonly maxBatchBytes?: number | undefined;
  /** How long an event waits for others, in milliseconds. */
  readonly maxWaitMs: number;
  /** The rate limit in batches per second, and its burst; undefined: no limit. */
  readonly throttle?: { readonly qps: number; readonly burst: number } | undefined;
  /** Measures the delays. */
  readonly clock: Clock;
  /** Logs events that are dropped. */
  readonly logger: Logger;
}

/** How long `close` waits for batches in flight. */
const closeMs = 1000;

/**
 * Sends events in batches, in the background (upstream: plugin/pkg/audit/buffered; the mode `batch`). A batch that
 * cannot be sent, and events that do not fit the buffer, are dropped and logged.
 */
export class AuditBatches implements AuditSink {
  readonly #options: AuditBatchOptions;
  readonly #waiting: string[] = [];
  readonly #sending = new Set<Promise<void>>();
  #onTheirWay = 0;
  #timer: Timer | undefined;
  #throttled: Timer | undefined;
  #tokens: number;
  #tokensAtMs: number;
  /** Whether the buffer waits for batches in flight. */
  #isBlocked = false;
  #closed = false;

  /** Does not send anything before the first event. */
  constructor(options: AuditBatchOptions) {
    this.#options = options;
    this.#tokens = options.throttle?.burst ?? 0;
    this.#tokensAtMs = options.clock.monotonicNow();
  }

  write(line: string): void {
    const { bufferSize, maxBatchSize, maxWaitMs, clock, logger } = this.#options;
    if (this.#closed || this.#waiting.length >= bufferSize) {
      const reason = this.#closed ? "audit backend shut down" : "audit buffer queue blocked";
      logger.error({ reason }, "an audit event is dropped");
      return;
    }
    this.#waiting.push(line);
    if (this.#waiting.length >= maxBatchSize) this.#flush();
    else this.#timer ??= clock.setTimer(() => this.#flush(), maxWaitMs);
  }

  /** Sends the waiting events; resolves when they have been sent, or after a second. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#throttled?.cancel();
    while (this.#waiting.length > 0) this.#sendOne();
    let timer: Timer | undefined;
    const late = new Promise<void>((resolve) => {
      timer = this.#options.clock.setTimer(resolve, closeMs);
    });
    await Promise.race([Promise.all(this.#sending), late]);
    timer?.cancel();
  }

  /** Sends the waiting events as far as the limits allow. */
  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      this.#isBlocked = this.#onTheirWay >= this.#options.bufferSize;
      if (this.#isBlocked || !this.#takeToken()) return;
      this.#sendOne();
    }
  }

  /** Whether another batch may be sent now; otherwise schedules the next attempt. */
  #takeToken(): boolean {
    const { throttle, clock } = this.#options;
    if (throttle === undefined) return true;
    if (this.#throttled !== undefined) return false;
    const nowMs = clock.monotonicNow();
    const gained = ((nowMs - this.#tokensAtMs) / 1000) * throttle.qps;
    this.#tokens = Math.min(throttle.burst, this.#tokens + gained);
    this.#tokensAtMs = nowMs;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return true;
    }
    this.#throttled = clock.setTimer(
      () => {
        this.#throttled = undefined;
        this.#flush();
      },
      Math.ceil(((1 - this.#tokens) / throttle.qps) * 1000),
    );
    return false;
  }

  #sendOne(): void {
    const events = this.#waiting.splice(0, this.#batchLength());
    this.#onTheirWay += events.length;
    const sent: Promise<void> = this.#send(events).then(() => {
      this.#onTheirWay -= events.length;
      this.#sending.delete(sent);
      if (this.#isBlocked && !this.#closed) this.#flush();
    });
    this.#sending.add(sent);
  }

  #batchLength(): number {
    const { maxBatchSize, maxBatchBytes = Number.POSITIVE_INFINITY } = this.#options;
    let bytes = 0;
    for (let length = 0; length < maxBatchSize; length++) {
      const line = this.#waiting[length];
      if (line === undefined) return length;
      bytes += Buffer.byteLength(line);
      if (bytes > maxBatchBytes && length > 0) return length;
    }
    return maxBatchSize;
  }

  /** Never rejects. */
  async #send(events: readonly string[]): Promise<void> {
    const { send, logger } = this.#options;
    try {
      await send(events);
    } catch (error) {
      logger.error(
        { reason: errorMessage(error), events: events.length },
        "audit events could not be sent, and are dropped",
      );
    }
  }
}
