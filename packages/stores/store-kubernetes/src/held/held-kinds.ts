import { errorMessage, KindFilter, type Timer, type WatchOptions } from "@engenho/core";
import { EventLog } from "../cache/event-log.js";
import { KindCache } from "../cache/kind-cache.js";
import { StoreWatch } from "../cache/store-watch.js";
import { type Discovery, decidesKinds } from "../discovery/discovery.js";
import type { DiscoveredKind } from "../discovery/served-kind.js";
import { Reflector, type ReflectorOptions } from "../watch/reflector.js";
import { RelistBackoff } from "../watch/relist-backoff.js";
import { wantedKinds } from "./wanted-kinds.js";

/** Options of {@link HeldKinds}. */
export interface HeldKindsOptions extends ReflectorOptions {
  readonly discovery: Discovery;
  /** How many commits are kept for watches. */
  readonly watchHistoryLimit: number;
}

/**
 * How often discovery is repeated while a watch waits for further kinds (the garbage collector's resync of discovery).
 */
const pollMs = 30_000;
/** A kind is served a moment after its definition is established. */
const settleMs = 2_000;

interface Held {
  readonly cache: KindCache;
  readonly reflector: Reflector;
  readonly abort: AbortController;
  readonly users: Set<StoreWatch>;
}

interface Bound {
  readonly filter: KindFilter;
  waitsForMore: boolean;
}

/** The kinds that are cached: those that are watched, from the first watch until the last one is closed. */
export class HeldKinds {
  readonly #options: HeldKindsOptions;
  readonly #log: EventLog;
  readonly #backoff: RelistBackoff;
  readonly #held = new Map<string, Held>();
  readonly #watches = new Map<StoreWatch, Bound>();
  /** Everything that `close` awaits. */
  readonly #work = new Set<Promise<void>>();
  /** Watches whose kinds are being determined; reads wait for them. */
  readonly #binding = new Set<Promise<void>>();
  #pollTimer: Timer | undefined;
  #closed = false;

  constructor(options: HeldKindsOptions) {
    this.#options = options;
    this.#backoff = new RelistBackoff(options.clock, options.random);
    this.#log = new EventLog(options.watchHistoryLimit, ({ object }) => {
      if (decidesKinds(object)) this.kindsMayHaveChanged();
    });
  }

  /** Opens a watch. */
  watch({ kinds, namespace, resourceVersion }: WatchOptions): StoreWatch {
    const watch = new StoreWatch({
      log: this.#log,
      namespace,
      resourceVersion,
      onClose: (closed) => this.#release(closed),
    });
    this.#watches.set(watch, {
      filter: kinds === undefined ? KindFilter.all : KindFilter.of(kinds),
      waitsForMore: true,
    });
    this.#track(this.#bind(watch), this.#binding);
    return watch;
  }

  /**
   * The cache of a kind, once it has been listed; undefined if the kind is not cached, or could not be listed so far.
   */
  cacheOf(kind: DiscoveredKind): KindCache | undefined | Promise<KindCache | undefined> {
    const held = this.#held.get(nameOf(kind));
    if (held?.cache.isSynced === true) return held.cache;
    return this.#binding.size === 0 && held === undefined ? undefined : this.#waitFor(kind);
  }

  /** The kinds of the server may have changed: watches that wait for further kinds check again. */
  kindsMayHaveChanged(): void {
    const { discovery, clock } = this.#options;
    discovery.invalidate();
    if (this.#watches.size === 0 || this.#closed) return;
    this.#track(this.#bindAll());
    this.#pollTimer?.cancel();
    this.#pollTimer = clock.setTimer(() => this.#poll(), settleMs);
  }

  /** Ends all watches. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pollTimer?.cancel();
    for (const watch of [...this.#watches.keys()]) watch.close();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async #waitFor(kind: DiscoveredKind): Promise<KindCache | undefined> {
    while (this.#binding.size > 0) await Promise.all(this.#binding);
    const held = this.#held.get(nameOf(kind));
    if (held === undefined) return undefined;
    await held.reflector.attempted;
    return held.cache.isSynced ? held.cache : undefined;
  }

  async #bind(watch: StoreWatch): Promise<void> {
    await this.#bindOne(watch);
    this.#schedulePoll();
    if (watch.from === undefined || watch.isClosed) return;
    const users = [...this.#held.values()].filter((held) => held.users.has(watch));
    await Promise.all(users.map(({ reflector }) => reflector.attempted));
    watch.start();
  }

  async #bindAll(): Promise<void> {
    await Promise.all([...this.#watches.keys()].map((watch) => this.#bindOne(watch)));
    this.#schedulePoll();
  }

  async #bindOne(watch: StoreWatch): Promise<void> {
    const { discovery, logger, namespace: namespaceOfStore } = this.#options;
    try {
      const served = await discovery.kinds();
      const bound = this.#watches.get(watch);
      if (bound === undefined) return;
      const { kinds, waitsForMore } = wantedKinds(served, bound.filter, {
        isNamespaced: namespaceOfStore !== undefined,
      });
      bound.waitsForMore = waitsForMore;
      for (const kind of kinds) this.#hold(kind, watch);
      this.#dropMissing(served);
    } catch (error) {
      if (!this.#closed)
        logger.warn({ error: errorMessage(error) }, "the kinds of the server could not be read; trying again");
      const bound = this.#watches.get(watch);
      if (bound !== undefined) bound.waitsForMore = true;
      this.#pollTimer?.cancel();
      this.#pollTimer = undefined;
      if (!this.#closed) this.#pollTimer = this.#options.clock.setTimer(() => this.#poll(), this.#backoff.next());
    }
  }

  #hold(kind: DiscoveredKind, watch: StoreWatch): void {
    let held = this.#held.get(nameOf(kind));
    if (held === undefined) {
      const cache = new KindCache(kind, this.#log);
      const users = new Set<StoreWatch>();
      // Watches from a version check whether it is still available.
      const onLost = () => {
        for (const user of users) user.start();
      };
      const reflector = new Reflector(cache, this.#options, { from: watch.from, onLost });
      const abort = new AbortController();
      held = { cache, reflector, abort, users };
      this.#held.set(nameOf(kind), held);
      this.#track(reflector.run(abort.signal));
    }
    held.users.add(watch);
    watch.add(held.cache);
  }

  #release(watch: StoreWatch): void {
    this.#watches.delete(watch);
    for (const [name, held] of this.#held) {
      if (!held.users.delete(watch) || held.users.size > 0) continue;
      held.abort.abort();
      this.#held.delete(name);
    }
    if (![...this.#watches.values()].some(({ waitsForMore }) => waitsForMore)) {
      this.#pollTimer?.cancel();
      this.#pollTimer = undefined;
    }
  }

  /** Drops kinds that the server no longer serves; their objects are gone. */
  #dropMissing(served: readonly DiscoveredKind[]): void {
    const names = new Set(served.map(nameOf));
    for (const [name, { cache, abort, users }] of this.#held) {
      if (names.has(name)) continue;
      abort.abort();
      this.#held.delete(name);
      if (cache.isSynced) cache.replace(new Map(), cache.version);
      for (const user of users) {
        const bound = this.#watches.get(user);
        if (bound !== undefined) bound.waitsForMore = true;
      }
    }
  }

  #schedulePoll(): void {
    if (this.#closed || this.#pollTimer !== undefined) return;
    if (![...this.#watches.values()].some(({ waitsForMore }) => waitsForMore)) return;
    this.#pollTimer = this.#options.clock.setTimer(() => this.#poll(), pollMs);
  }

  #poll(): void {
    this.#pollTimer = undefined;
    this.#options.discovery.invalidate();
    this.#track(this.#bindAll());
  }

  #track(work: Promise<void>, also?: Set<Promise<void>>): void {
    const tracked: Promise<void> = work.finally(() => {
      this.#work.delete(tracked);
      also?.delete(tracked);
    });
    this.#work.add(tracked);
    also?.add(tracked);
  }
}

function nameOf({ apiVersion, kind }: DiscoveredKind): string {
  return `${apiVersion}/${kind}`;
}
