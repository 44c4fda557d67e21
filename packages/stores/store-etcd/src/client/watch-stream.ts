import type { Clock, Logger } from "@engenho/core";
import type { EtcdClient } from "./etcd-client.js";
import type { MessageStream } from "./grpc-connection.js";
import { decodeWatch, encodeProgressRequest, encodeWatch, type KeyEvent } from "./messages.js";

/** The range and the callbacks of a {@link WatchStream}. */
export interface WatchStreamOptions {
  readonly client: EtcdClient;
  /** The keys from `key` to `rangeEnd`, exclusive. */
  readonly key: Buffer;
  readonly rangeEnd: Buffer;
  /** Whether events contain the previous key-value pair. Default false. */
  readonly withPrevious?: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The events of one response, in the order of their revisions. */
  onEvents(events: readonly KeyEvent[]): void;
  /**
   * Every event up to this revision has been delivered. Not called for members whose progress notifications are
   * unreliable.
   */
  onProgress(revision: number): void;
  /** The next events have been compacted: the watch has ended. */
  onCompacted(): void;
}

const firstRetryMs = 20;
const longestRetryMs = 1_000;

/**
 * One watch that outlives connections: it resumes after the last delivered event, until it is closed or the next events
 * have been compacted.
 */
export class WatchStream {
  readonly #options: WatchStreamOptions;
  #revision: number;
  #stream: MessageStream | undefined;
  #tellsProgress = false;
  #isPaused = false;
  #isOver = false;
  #retryMs = firstRetryMs;
  /** Distinguishes the current stream from earlier ones. */
  #generation = 0;

  /** Delivers the events after `revision`. */
  constructor(options: WatchStreamOptions, revision: number) {
    this.#options = options;
    this.#revision = revision;
    this.#start();
  }

  /** Requests a call of `onProgress`, if there is a connection. False if its member does not support that. */
  requestProgress(): boolean {
    if (this.#stream === undefined) return true;
    if (this.#tellsProgress) this.#stream.send(encodeProgressRequest());
    return this.#tellsProgress;
  }

  /** Pauses and resumes the stream. */
  pause(): void {
    this.#isPaused = true;
    this.#stream?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#stream?.resume();
  }

  /** Idempotent. */
  close(): void {
    this.#isOver = true;
    this.#generation++;
    this.#stream?.cancel();
    this.#stream = undefined;
  }

  #start(): void {
    const generation = ++this.#generation;
    this.#open(generation).catch((error: unknown) => {
      if (generation === this.#generation) this.#again((error as Error).message);
    });
  }

  async #open(generation: number): Promise<void> {
    const { client, key, rangeEnd, withPrevious = false } = this.#options;
    const isCurrent = () => generation === this.#generation;
    const { version } = await client.status();
    const stream = await client.watch({
      onMessage: (message) => {
        if (isCurrent()) this.#received(message);
      },
      onEnd: (error) => {
        if (isCurrent()) this.#again(error?.message ?? "it was ended");
      },
    });
    if (!isCurrent()) {
      stream.cancel();
      return;
    }
    this.#stream = stream;
    this.#tellsProgress = tellsProgress(version);
    if (this.#isPaused) stream.pause();
    stream.send(encodeWatch({ key, rangeEnd, startRevision: this.#revision + 1, withPrevious }));
  }

  #received(message: Buffer): void {
    const response = decodeWatch(message);
    if (response.compactRevision > 0) {
      this.close();
      this.#options.onCompacted();
      return;
    }
    if (response.canceled) {
      const { cancelReason } = response;
      this.#stream?.cancel();
      // A member without a leader would fail again.
      if (cancelReason.includes("no leader")) this.#options.client.leave();
      this.#again(cancelReason);
      return;
    }
    this.#retryMs = firstRetryMs;
    if (response.created) return;
    const last = response.events[response.events.length - 1];
    if (last === undefined) {
      if (!this.#tellsProgress) return;
      this.#revision = Math.max(this.#revision, response.revision);
      this.#options.onProgress(response.revision);
      return;
    }
    this.#revision = Math.max(this.#revision, last.kv.modRevision);
    this.#options.onEvents(response.events);
  }

  #again(reason: string): void {
    if (this.#isOver) return;
    const { clock, logger } = this.#options;
    this.#stream = undefined;
    const generation = ++this.#generation;
    logger.warn({ reason, revision: this.#revision }, "the watch of etcd is opened again");
    clock.setTimer(() => {
      if (generation === this.#generation) this.#start();
    }, this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, longestRetryMs);
  }
}

/**
 * Whether a member of this version sends a progress notification only after the events that it covers (upstream:
 * endpointSupportsRequestWatchProgress; etcd issues 15220 and 17507).
 */
export function tellsProgress(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/, 3).map(Number);
  if (major !== 3) return major > 3;
  if (minor === 4) return patch >= 31;
  return minor === 5 ? patch >= 13 : minor > 5;
}
