import {
  type Clock,
  errorMessage,
  type KindReference,
  type KubernetesObject,
  type Logger,
  pause,
  type Store,
  type Stored,
  type Watch,
  type WatchEvent,
} from "@engenho/core";

/** State that is derived from the objects of a store. */
export interface Follower<T extends KubernetesObject> {
  /** Replaces the state by one derived from all objects. */
  fill(objects: readonly Stored<T>[]): void;
  /** Applies commits, in order. Some may be older than the last `fill`. */
  apply(events: readonly WatchEvent<T>[]): void;
  /** Invalidates the state until the next `fill`. */
  lose(): void;
}

/** Options of {@link followStore}. */
export interface FollowOptions<T extends KubernetesObject> {
  readonly kinds: readonly KindReference<T>[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called when the follower has been filled for the first time. */
  readonly onFilled: () => void;
}

const retryAfterMs = 1000;

/**
 * Keeps a follower up to date with a store until the signal, or until the store is closed. Commits reach it in the next
 * microtask, before a client can receive the response to its write. Failed reads are repeated every second. Never
 * rejects; the follower's state is invalid when it resolves.
 */
export async function followStore<T extends KubernetesObject>(
  store: Store,
  follower: Follower<T>,
  { kinds, clock, logger, signal, onFilled }: FollowOptions<T>,
): Promise<void> {
  follower.lose();
  if (signal.aborted) return;
  let watch: Watch<T> | undefined;
  const end = () => watch?.close();
  signal.addEventListener("abort", end, { once: true });
  try {
    // Every commit from here on is delivered, so that none between the lists is missed.
    watch = store.watch({ kinds }) as Watch<T>;
    if (!(await fill())) return;
    onFilled();
    for (let news = await watch.next(); news !== undefined; news = await watch.next()) {
      if (news.type === "events") follower.apply(news.events);
      else if (!(await fill())) return;
    }
  } catch (error) {
    logger.error({ error: errorMessage(error) }, "the store is not followed any more: authorization refuses everybody");
  } finally {
    signal.removeEventListener("abort", end);
    end();
    follower.lose();
  }

  /** Returns whether it was filled; false: following has ended. */
  async function fill(): Promise<boolean> {
    follower.lose();
    for (;;) {
      try {
        follower.fill(await allObjects(store, kinds));
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        logger.warn({ error: errorMessage(error) }, "what authorization needs cannot be read; trying again");
      }
      await pause(clock, retryAfterMs, signal);
      if (signal.aborted) return false;
    }
  }
}

async function allObjects<T extends KubernetesObject>(
  store: Store,
  kinds: readonly KindReference<T>[],
): Promise<readonly Stored<T>[]> {
  const lists = await Promise.all(kinds.map((kind) => store.list<T>(kind)));
  return lists.flatMap(({ items }) => items);
}
