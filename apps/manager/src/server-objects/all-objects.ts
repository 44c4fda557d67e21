import {
  type KindToken,
  type KubernetesObject,
  listPages,
  type Store,
  type Stored,
  type TimeSlice,
  type WatchEvent,
} from "@engenho/core";

/** All objects of a kind, read in pages. Throws what the store throws. */
export async function allObjects<T extends KubernetesObject>(
  store: Store,
  kind: KindToken<T>,
  slice: TimeSlice,
): Promise<readonly Stored<T>[]> {
  const found: Stored<T>[] = [];
  for await (const page of listPages(store, kind, { slice })) found.push(...page.items);
  return found;
}

/** The state before an event; undefined for a new object. */
export function previousOf<T extends KubernetesObject>(event: WatchEvent<T>): Stored<T> | undefined {
  return event.type === "ADDED" ? undefined : event.previous;
}
