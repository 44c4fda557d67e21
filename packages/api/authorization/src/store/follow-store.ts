import {
  type Clock,
  errorMessage,
  type KindReference,
  type KubernetesObject,
  type Logger,
  type Store,
  type Stored,
  type Watch,
  type WatchEvent,
} from "@engenho/core";

/** What is derived from the objects of a store. */
export interface Follower<T extends KubernetesObject> {
  /** Takes in all objects, in place of what is known. */
  fill(objects: readonly Stored<T>[]): void;
  /** Follows commits, in their order. Some may have happened before the last `fill`. */
  apply(events: readonly WatchEvent<T>[]): void;
  /** What is known is no longer true, until the next `fill`. */
  lose(): void;
}

/** What {@link followStore} needs. */
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
 * Keeps a follower up to date with a store until the signal, or until the store is closed. Commits reach it in the microtask behind
 * them, before a client can have the answer to its write. Reads that fail are repeated every second. Never rejects; the follower
 * has lost everything when it resolves.
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
    // Everything committed from here on is delivered, so that no commit is missed between the lists.
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

  /** Whether it was filled; otherwise it is over. */
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
      await pause(clock, signal);
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

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      timer.cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.setTimer(done, retryAfterMs);
    signal.addEventListener("abort", done, { once: true });
  });
}
