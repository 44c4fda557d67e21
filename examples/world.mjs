// What the lessons share: running controllers, and waiting for a state without polling.
import { WatchDriver } from "@engenho/core";

/** Runs each controller over the store; returns the function that stops them. */
export function run(store, ...controllers) {
  const stop = new AbortController();
  const running = controllers.map((controller) =>
    new WatchDriver(controller, store, { debounceMs: 0 }).run(stop.signal),
  );
  return async () => {
    stop.abort();
    await Promise.all(running);
  };
}

/** Resolves with the result of `look` as soon as it is truthy; calls it again after each commit. */
export async function until(store, look) {
  const watch = store.watch();
  try {
    for (;;) {
      const found = await look();
      if (found) return found;
      await watch.next();
    }
  } finally {
    watch.close();
  }
}
