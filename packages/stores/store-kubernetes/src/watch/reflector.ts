import {
  type Clock,
  errorMessage,
  type Logger,
  pause,
  type RandomSource,
  type Stored,
  StoreError,
  TimeSlice,
} from "@engenho/core";
import { type KindCache, keyOf, storedOf } from "../cache/kind-cache.js";
import { compareVersions, isLater } from "../cache/resource-version.js";
import { collectionPath } from "../discovery/served-kind.js";
import type { ApiClient } from "../http/api-client.js";
import { errorOfEvent } from "../http/status-error.js";
import { listAll } from "../requests/list-all.js";
import { RelistBackoff } from "./relist-backoff.js";
import { readFrames, type WatchFrame } from "./watch-frames.js";

/** Whether the server supports WatchList (initial state as events); undefined: not tried yet. Shared by all kinds. */
export interface WatchListSupport {
  isServed: boolean | undefined;
}

/** Options of {@link Reflector}. */
export interface ReflectorOptions {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** After how much silence a watch is considered dead. */
  readonly idleTimeoutMs: number;
  readonly pageSize: number;
  /** The namespace to which namespaced kinds are limited. Undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly watchList: WatchListSupport;
}

/** Where a {@link Reflector} starts. */
export interface ReflectorStart {
  /** The version from which a client watches. */
  readonly from?: string | undefined;
  /** Called if that version has expired. */
  readonly onLost?: () => void;
}

/** The minimum `timeoutSeconds` of a watch; the maximum is twice that (reflector.go, minWatchTimeout). */
const watchSeconds = 300;
/** A watch that ends sooner than this without an event counts as failed (VeryShortWatchError). */
const shortMs = 1_000;
/** The annotation of the bookmark that follows the initial events. */
const initialEventsEnd = "k8s.io/initial-events-end";

/** The next step of the reflector, and its delay. */
interface Step {
  /** The version to watch from; undefined: list again. */
  readonly version: string | undefined;
  readonly delayMs: number;
}

/**
 * Keeps a {@link KindCache} in sync with the server: lists, watches from the list's version, resumes an ended watch
 * from the last version it reached, and lists again when that version has expired. It never gives up (client-go's
 * tools/cache/reflector.go).
 */
export class Reflector {
  readonly #cache: KindCache;
  readonly #options: ReflectorOptions;
  readonly #backoff: RelistBackoff;
  readonly #slice: TimeSlice;
  readonly #path: string;
  readonly #start: ReflectorStart;
  /** The version up to which events are delivered only to watches from an earlier version; undefined: none. */
  #replayUntil: string | undefined;
  /** Whether the current step asks for the initial state as events. */
  #asksForInitialEvents = false;
  #resolveAttempted: () => void = () => {};
  #failure: string | undefined;
  /** Resolves when the first list is complete, or its first attempt has failed. */
  readonly attempted: Promise<void>;

  constructor(cache: KindCache, options: ReflectorOptions, start: ReflectorStart = {}) {
    this.#start = start;
    this.#cache = cache;
    this.#options = options;
    this.#backoff = new RelistBackoff(options.clock, options.random);
    this.#slice = new TimeSlice(options.clock);
    this.#path = collectionPath(cache.kind, options.namespace);
    this.attempted = new Promise((resolve) => {
      this.#resolveAttempted = resolve;
    });
  }

  /** Runs until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let version: string | undefined;
    while (!signal.aborted) {
      let step: Step;
      try {
        step = await this.#step(version, signal);
        this.#failure = undefined;
      } catch (error) {
        step = this.#afterFailure(error, version, signal);
      }
      version = step.version;
      if (step.delayMs > 0 || this.#cache.isSynced) this.#resolveAttempted();
      if (step.delayMs > 0) await pause(this.#options.clock, step.delayMs, signal);
    }
    this.#resolveAttempted();
  }

  async #step(version: string | undefined, signal: AbortSignal): Promise<Step> {
    const { watchList, client, pageSize, namespace } = this.#options;
    if (version !== undefined) return this.#watch(version, signal);
    const { from } = this.#start;
    const replays = from !== undefined && !this.#cache.isSynced;
    this.#asksForInitialEvents = watchList.isServed !== false && !replays;
    if (this.#asksForInitialEvents) return this.#watch(undefined, signal);
    const list = await listAll(client, { kind: this.#cache.kind, namespace, pageSize });
    const objects = new Map<string, Stored>();
    for (const object of list.items) objects.set(keyOf(object), object);
    this.#cache.replace(objects, list.resourceVersion);
    if (!replays || !isLater(list.resourceVersion, from)) return { version: list.resourceVersion, delayMs: 0 };
    this.#replayUntil = list.resourceVersion;
    this.#cache.loggedSince = from;
    return { version: from, delayMs: 0 };
  }

  /** One watch, from a version or from the initial state. */
  async #watch(version: string | undefined, signal: AbortSignal): Promise<Step> {
    const { client, clock, random, watchList, idleTimeoutMs } = this.#options;
    const begunMs = clock.monotonicNow();
    const seconds = Math.floor(watchSeconds * (1 + random.next()));
    const query = new URLSearchParams({
      watch: "true",
      allowWatchBookmarks: "true",
      timeoutSeconds: String(seconds),
      ...(version === undefined
        ? { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" }
        : { resourceVersion: version }),
    });
    const stream = await client.stream({ method: "GET", path: this.#path, query }, signal);
    const session = new Session(this.#cache, version, this.#replayUntil);
    const end = await readFrames(stream, {
      clock,
      slice: this.#slice,
      idleTimeoutMs,
      onFrame: (frame) => {
        if (session.take(frame)) {
          watchList.isServed = true;
          this.#resolveAttempted();
        }
      },
    }).catch((error: unknown) => {
      // Events before the error must not be delivered again.
      throw new WatchError(error, session.version);
    });
    if (end === "silent")
      this.#options.logger.warn({ kind: this.#name, idleTimeoutMs }, "a watch was silent; opening it again");
    if (session.isInitial) throw new StoreError("ServiceUnavailable", "the watch ended before the initial events did");
    const isShort = end === "closed" && session.frames === 0 && clock.monotonicNow() - begunMs < shortMs;
    return { version: session.version, delayMs: isShort ? this.#backoff.next() : 0 };
  }

  get #name(): string {
    return `${this.#cache.kind.apiVersion} ${this.#cache.kind.kind}`;
  }

  #afterFailure(thrown: unknown, from: string | undefined, signal: AbortSignal): Step {
    const error = thrown instanceof WatchError ? thrown.cause : thrown;
    const version = thrown instanceof WatchError ? thrown.version : from;
    if (signal.aborted) return { version, delayMs: 0 };
    const code = error instanceof StoreError ? error.code : "InternalError";
    const { watchList } = this.#options;
    // All kinds ask at once, so that others may have been refused before.
    if (version === undefined && this.#asksForInitialEvents && watchList.isServed !== true && isRefusedQuery(code)) {
      watchList.isServed = false;
      return { version: undefined, delayMs: 0 };
    }
    const text = errorMessage(error);
    if (code === "Expired") {
      this.#options.logger.debug({ kind: this.#name, error: text }, "the version to watch from is gone; listing again");
      if (this.#replayUntil !== undefined) {
        this.#cache.loggedSince = this.#replayUntil;
        this.#replayUntil = undefined;
        this.#start.onLost?.();
      }
      // The first expiry is not a failure: the version was old.
      return { version: undefined, delayMs: version === undefined ? this.#backoff.next() : 0 };
    }
    const level = this.#failure === text ? "debug" : "warn";
    this.#failure = text;
    this.#options.logger[level]({ kind: this.#name, error: text }, "list or watch failed; trying again");
    const seconds = error instanceof StoreError ? (error.details.retryAfterSeconds ?? 0) : 0;
    const delayMs = Math.max(this.#backoff.next(), seconds * 1000);
    const mayResume =
      code === "ServiceUnavailable" || code === "Timeout" || code === "TooManyRequests" || code === "InternalError";
    return { version: mayResume ? version : undefined, delayMs };
  }
}

/** A watch that failed, and the version that it had reached. */
class WatchError extends Error {
  readonly version: string | undefined;

  constructor(cause: unknown, version: string | undefined) {
    super("the watch failed", { cause });
    this.version = version;
  }
}

/** Whether servers without WatchList answer its parameters with this code. */
function isRefusedQuery(code: string): boolean {
  return code === "Invalid" || code === "BadRequest" || code === "UnsupportedMediaType" || code === "MethodNotAllowed";
}

/** Applies the frames of one watch to a cache. */
class Session {
  readonly #cache: KindCache;
  readonly #replayUntil: string | undefined;
  /** The part of the initial state that has arrived; undefined: it is complete. */
  #initial: Map<string, Stored> | undefined;
  #version: string | undefined;
  frames = 0;

  /** `version`: where the watch starts; undefined: with the initial state. */
  constructor(cache: KindCache, version: string | undefined, replayUntil: string | undefined) {
    this.#cache = cache;
    this.#version = version;
    this.#replayUntil = replayUntil;
    this.#initial = version === undefined ? new Map() : undefined;
  }

  /** Whether the initial state is incomplete. */
  get isInitial(): boolean {
    return this.#initial !== undefined;
  }

  /** The version that the watch has reached; undefined while the initial state is incomplete. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Returns whether this frame completes the initial state. Throws the StoreError of an ERROR. */
  take({ type, object }: WatchFrame): boolean {
    if (type === "ERROR") throw errorOfEvent(object);
    this.frames++;
    if (type === "BOOKMARK") return this.#bookmark(object as Stored);
    if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return false;
    const stored = storedOf(object, this.#cache.kind);
    if (this.#initial === undefined) this.#show(type, stored);
    else if (type === "DELETED") this.#initial.delete(keyOf(stored));
    else this.#initial.set(keyOf(stored), stored);
    return false;
  }

  #show(type: "ADDED" | "MODIFIED" | "DELETED", object: Stored): void {
    const { resourceVersion } = object.metadata;
    const isListed = this.#replayUntil !== undefined && (compareVersions(resourceVersion, this.#replayUntil) ?? 1) <= 0;
    if (isListed) this.#cache.replay(type, object, this.#version ?? "");
    else this.#cache.show(type, object);
    this.#version = resourceVersion;
  }

  #bookmark({ metadata }: Stored): boolean {
    if (this.#initial === undefined) {
      this.#cache.reach(metadata.resourceVersion);
      this.#version = metadata.resourceVersion;
      return false;
    }
    if (metadata.annotations?.[initialEventsEnd] !== "true") return false;
    this.#cache.replace(this.#initial, metadata.resourceVersion);
    this.#version = metadata.resourceVersion;
    this.#initial = undefined;
    return true;
  }
}
