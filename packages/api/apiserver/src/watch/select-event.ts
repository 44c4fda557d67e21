import { type KubernetesObject, RecentMemo, type Stored, type WatchEvent } from "@engenho/core";
import type { EventType } from "../encoding/serialized-objects.js";

/** A commit as a watcher sees it. */
export interface ShownEvent {
  readonly type: EventType;
  readonly object: KubernetesObject;
}

/** Whether an object matches the watcher's selectors. */
export type Selects = (object: Stored) => boolean;

/**
 * A commit as seen by a watcher with selectors (AP-80): an object that starts to match is ADDED, one that stops matching is
 * DELETED in the state in which it last matched, with the version of the commit. Undefined: nothing.
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

/** The same object for the same pair, however many watchers it stops matching for. */
function lastMatch(previous: Stored, resourceVersion: string): KubernetesObject {
  const known = lastMatches.get(previous);
  if (known !== undefined) return known;
  const shown = { ...previous, metadata: { ...previous.metadata, resourceVersion } };
  lastMatches.set(previous, shown);
  return shown;
}
