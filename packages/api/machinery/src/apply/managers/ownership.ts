import type { LongWork } from "../../work/long-work.js";
import {
  difference,
  type FieldSet,
  intersection,
  recursiveDifference,
  setOfPaths,
  union,
} from "../fields/field-set.js";
import { fieldElement } from "../fields/path-element.js";
import type { Atom } from "../typed/atom.js";
import { type Comparison, compare } from "../typed/compare.js";
import { reconcileWithSchema } from "../typed/reconcile.js";
import { type Managed, type ManagedSet, withSet } from "./managed.js";

/** What all ownership decisions depend on. */
export interface OwnershipContext {
  readonly atom: Atom;
  /** Fields that this write cannot change, such as status on the main resource. */
  readonly resetFields: FieldSet;
  /** The apiVersions in which the object is served; entries of other versions are dropped. `undefined` keeps all. */
  readonly versions: (() => readonly string[]) | undefined;
}

/** The effect of a write on ownership. */
export interface OwnershipChange {
  readonly comparison: Comparison;
  /** What the write takes from each other owner, by manager id. */
  readonly conflicts: ReadonlyMap<string, FieldSet>;
  /** The other managers, without the fields that the write took or removed. */
  readonly managed: Managed;
}

/** The managers, without those of versions that are not served, their sets reconciled with the schema: one per piece. */
export function* currentManagers(managed: Managed, context: OwnershipContext): LongWork<Managed> {
  const current = new Map<string, ManagedSet>();
  if (managed.size === 0) return current;
  const versions = context.versions?.();
  for (const [id, owner] of managed) {
    if (versions?.includes(owner.manager.apiVersion) === false) continue;
    current.set(id, withSet(owner, reconcileWithSchema(context.atom, owner.set)));
    yield;
  }
  return current;
}

/** The effect on the sets of all managers except the writer when `before` becomes `after` (Updater.update). */
export function* changeOwnership(
  before: unknown,
  after: unknown,
  managed: Managed,
  writer: { readonly id: string; readonly context: OwnershipContext },
): LongWork<OwnershipChange> {
  const { atom, resetFields } = writer.context;
  const comparison = withoutFields(yield* compare(atom, before, after), resetFields);
  yield;
  const written = union(comparison.modified, comparison.added);
  const conflicts = new Map<string, FieldSet>();
  const next = new Map<string, ManagedSet>();
  for (const [id, owner] of managed) {
    if (id === writer.id) {
      if (owner.set.size > 0) next.set(id, owner);
      continue;
    }
    yield;
    const taken = intersection(owner.set, written);
    if (taken.size > 0) conflicts.set(id, taken);
    yield;
    const kept = difference(owner.set, taken);
    yield;
    const left = difference(kept, comparison.removed);
    if (left.size > 0) next.set(id, withSet(owner, left));
  }
  return { comparison, conflicts, managed: next };
}

/** The comparison without these fields and their descendants. */
function withoutFields(comparison: Comparison, fields: FieldSet): Comparison {
  return {
    added: recursiveDifference(comparison.added, fields),
    modified: recursiveDifference(comparison.modified, fields),
    removed: recursiveDifference(comparison.removed, fields),
  };
}

/** The set of dotted paths such as `metadata.labels`. */
export function setOfFields(paths: readonly string[]): FieldSet {
  return setOfPaths(paths.map((path) => path.split(".").map(fieldElement)));
}

const neverTracked = setOfFields([
  "apiVersion",
  "kind",
  "metadata",
  "metadata.name",
  "metadata.namespace",
  "metadata.creationTimestamp",
  "metadata.selfLink",
  "metadata.uid",
  "metadata.clusterName",
  "metadata.generation",
  "metadata.managedFields",
  "metadata.resourceVersion",
]);

/** The set without the fields of an object's identity, which nobody owns. */
export function tracked(set: FieldSet): FieldSet {
  return difference(set, neverTracked);
}
