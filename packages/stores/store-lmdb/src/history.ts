import type { Stored, WatchEvent } from "@engenho/core";
import type { BackendWrite, StorageKey } from "@engenho/storage";
import { Finding } from "./meta-page.js";
import { objectKeyText } from "./records.js";

/**
 * A commit as it is stored in the history: the previous state of the object, and the last state of a deleted one. The new state is in a
 * later record, or in that of the object.
 */
export interface HistoryRecord {
  readonly version: number;
  readonly weight: number;
  readonly key: StorageKey;
  readonly type: WatchEvent["type"];
  readonly previous?: Stored | undefined;
  readonly last?: Stored | undefined;
}

/** A commit that can be delivered to watches. */
export interface LoggedCommit {
  readonly version: number;
  readonly weight: number;
  readonly event: WatchEvent;
}

const eventTypes = { create: "ADDED", update: "MODIFIED", delete: "DELETED" } as const;

/** The event of a commit that stored `object`. */
export function eventOf(write: BackendWrite, object: Stored): WatchEvent {
  if (write.type === "create") return { type: "ADDED", object };
  return { type: eventTypes[write.type] as "MODIFIED" | "DELETED", object, previous: write.previous };
}

/**
 * The start of a commit's history record; the texts of the previous state and of a deleted object's last state follow. See `Replacement`.
 */
export function historyHead({ type, key: { group, kind, namespace, name } }: BackendWrite): string {
  return JSON.stringify([eventTypes[type], group, kind, namespace, name]).slice(0, -1);
}

/** Reads the text of a history record. */
export function parseHistory(text: string, version: number, weight: number): HistoryRecord {
  const [type, group, kind, namespace, name, previous, last] = JSON.parse(text) as [
    WatchEvent["type"],
    ...[string, string, string, string, Stored?, Stored?],
  ];
  return { version, weight, type, key: { group, kind, namespace, name }, previous, last };
}

/**
 * The commits of the history, oldest first: the new state of each is the previous state of the object's next commit, or the current object.
 * Throws {@link Finding} if the history does not lead to the current objects.
 */
export function replayHistory(
  records: readonly HistoryRecord[],
  current: ReadonlyMap<string, Stored>,
): readonly LoggedCommit[] {
  const states = new Map<string, Stored | undefined>(current);
  const commits: LoggedCommit[] = [];
  for (const { version, weight, type, key, previous, last } of records.toReversed()) {
    const keyText = objectKeyText(key);
    const after = states.get(keyText);
    const object = type === "DELETED" ? last : after;
    const fits = type === "DELETED" ? after === undefined : after !== undefined;
    if (object === undefined || !fits || Number(object.metadata.resourceVersion) !== version) {
      throw new Finding(`the history of ${key.kind} ${key.namespace}/${key.name} does not lead to what is stored`);
    }
    states.set(keyText, previous);
    const event: WatchEvent = type === "ADDED" ? { type, object } : { type, object, previous: previous as Stored };
    commits.push({ version, weight, event });
  }
  return commits.reverse();
}
