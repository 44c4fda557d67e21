import { groupOf } from "@engenho/core";
import type { GroupKind } from "./backend.js";
import type { CommitLog } from "./commit-log.js";
import type { TableSnapshot } from "./object-table.js";
import { createOrderedTree, type OrderedTree } from "./ordered-tree.js";
import { versionOf } from "./resource-version.js";
import { compareStrings, type TableEntry } from "./table-entry.js";

/** Which commits concern a table. */
export interface TableHistory {
  readonly log: CommitLog;
  readonly kind: GroupKind;
  /** The namespace of the snapshot; undefined: all namespaces. */
  readonly namespace: string | undefined;
}

/**
 * What a table held at a version that is not older than the log: the later commits are undone in `latest`, a snapshot of the current
 * objects, which is modified.
 */
export function snapshotAt(
  version: number,
  latest: TableSnapshot,
  { log, kind, namespace }: TableHistory,
): TableSnapshot {
  const namespaces = new Map<string, OrderedTree<string, TableEntry>>(latest);
  for (let position = log.nextPosition - 1; position >= log.firstPosition; position--) {
    const event = log.at(position);
    const { object } = event;
    if (versionOf(object) <= version) break;
    const { name, namespace: home = "" } = object.metadata;
    if (object.kind !== kind.kind || groupOf(object.apiVersion) !== kind.group) continue;
    if (namespace !== undefined && home !== namespace) continue;
    let objects = namespaces.get(home);
    if (objects === undefined) {
      objects = createOrderedTree<string, TableEntry>(compareStrings);
      namespaces.set(home, objects);
    }
    if (event.type === "ADDED") objects.delete(name);
    else objects.set(name, { namespace: home, name, snapshots: 0, object: event.previous, weight: 0 });
  }
  return [...namespaces]
    .filter(([, objects]) => objects.size > 0)
    .sort(([left], [right]) => compareStrings(left, right));
}
