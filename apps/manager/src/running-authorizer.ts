import type { StoreAuthorizer } from "@engenho/authorization";
import type { Store } from "@engenho/core";

/** An authorizer that follows a store. */
export interface RunningAuthorizer {
  /** Resolves when it knows the objects of the store. */
  readonly ready: Promise<void>;
  /** Ends it; it refuses everybody but `system:masters` from then on. */
  stop(): Promise<void>;
}

/** Attaches an authorizer to the store that it guards. */
export function runAuthorizer(authorizer: StoreAuthorizer, store: Store): RunningAuthorizer {
  const end = new AbortController();
  let ended: Promise<void> | undefined;
  const ready = new Promise<void>((resolve) => {
    ended = authorizer.run(store, end.signal, resolve);
  });
  return {
    ready,
    async stop() {
      end.abort();
      await ended;
    },
  };
}
