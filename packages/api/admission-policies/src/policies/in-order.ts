import type { MaybePromise } from "@engenho/machinery";

/** Calls `each` for one item after the other: at once as long as it returns no promise. */
export function inOrder<Item>(
  items: readonly Item[],
  each: (item: Item, index: number) => MaybePromise<void>,
): MaybePromise<void> {
  const from = (index: number): MaybePromise<void> => {
    for (let at = index; at < items.length; at++) {
      const done = each(items[at] as Item, at);
      if (done instanceof Promise) return done.then(() => from(at + 1));
    }
    return undefined;
  };
  return from(0);
}

/** The value, or the Error that was thrown or that the promise was rejected with. */
export function settledOutcome<T>(attempt: () => MaybePromise<T>): MaybePromise<T | Failure> {
  try {
    const value = attempt();
    return value instanceof Promise ? value.catch((error: unknown) => new Failure(error)) : value;
  } catch (error) {
    return new Failure(error);
  }
}

/** What went wrong. */
export class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}
