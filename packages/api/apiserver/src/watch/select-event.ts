import { type KubernetesObject, RecentMemo, type Stored, type WatchEvent } from "@engenho/core";
import type { EventType } from "../encoding/serialized-objects.js";

/** What a watcher is shown of a commit. */
export interface ShownEvent {
  readonly type: EventType;
  readonly object: KubernetesObject;
}

/** Whether an object is one of those that a watcher asked for. */
export type Selects = (object: Stored) => boolean;

/**
 * What a watcher with a selector is shown of a commit (AP-80): an object that comes to match is ADDED, one that ceases
 * to is DELETED in the state in which it last matched, with the version of the commit. Undefined: nothing.
 */
export function selectEvent(event: WatchEvent, selects: Selects): ShownEvent | undefined {
  const { type, object } = event;
  switch (type) {
    case "ADDED":
      return selects(object) ? { type, object } : undefined;
    case "DELETED":
      return selects(event.previous) ? { type, object } : undefined;
    case "MODIFIED": {
      const matched = selects(event.previous);
      if (selects(object)) return { type: matched ? "MODIFIED" : "ADDED", object };
      if (!matched) return undefined;
      return { type: "DELETED", object: lastMatch(event.previous, object.metadata.resourceVersion) };
    }
  }
}

const lastMatches = new RecentMemo<object, KubernetesObject>();

/** The same object for the same pair, however many watchers see it leave. */
function lastMatch(previous: Stored, resourceVersion: string): KubernetesObject {
  const known = lastMatches.get(previous);
  if (known !== undefined) return known;
  const shown = { ...previous, metadata: { ...previous.metadata, resourceVersion } };
  lastMatches.set(previous, shown);
  return shown;
}
