import type { Stored } from "@engenho/core";

/**
 * The entry of one object in an {@link ObjectTable}: it remains the same while the object in it is replaced, until a snapshot
 * is taken. Entries of a snapshot do not change: the next version of the object gets a new entry.
 */
export interface TableEntry {
  /** `""` for an object of a cluster-scoped kind. */
  readonly namespace: string;
  /** `metadata.name` of the object. */
  readonly name: string;
  /** The number of snapshots when it was created. */
  readonly snapshots: number;
  /** The current version of the object, or that of the snapshot. */
  object: Stored;
  /** The approximate size in bytes. */
  weight: number;
}

/** The order of lists: by namespace, then name, both by UTF-16 code unit. */
export function compareEntries(left: TableEntry, right: TableEntry): number {
  if (left === right) return 0;
  if (left.namespace === right.namespace) return compareStrings(left.name, right.name);
  return compareStrings(left.namespace, right.namespace);
}

/** By UTF-16 code unit; names and namespaces are ASCII, so this is the byte order of etcd keys. */
export function compareStrings(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
