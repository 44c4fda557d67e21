import type { Stored } from "@engenho/core";

/**
 * The place of one object in an {@link ObjectTable}: it stays the same while the object in it is replaced, until a snapshot
 * is taken. What a snapshot holds changes no more: the next version of the object gets an entry of its own.
 */
export interface TableEntry {
  /** `""` for an object of a cluster-scoped kind. */
  readonly namespace: string;
  /** `metadata.name` of the object. */
  readonly name: string;
  /** How many snapshots had been taken when it was made. */
  readonly snapshots: number;
  /** The version of the object that is current, or that the snapshot holds. */
  object: Stored;
  /** About how many bytes it takes. */
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
