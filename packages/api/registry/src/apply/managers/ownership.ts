import type { LongWork } from "../../long-work.js";
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

/** What all decisions about ownership stand on. */
export interface OwnershipContext {
  readonly atom: Atom;
  /** Fields that this write does not touch whatever it says, such as status on the main resource. */
  readonly resetFields: FieldSet;
  /** Tells the apiVersions in which the object is served; entries of others are dropped. `undefined` keeps all. */
  readonly versions: (() => readonly string[]) | undefined;
}

/** The effect of a write on who owns what. */
export interface OwnershipChange {
  readonly comparison: Comparison;
  /** What the write takes from each manager that owns it, by manager id. */
  readonly conflicts: ReadonlyMap<string, FieldSet>;
  /** The other managers without what the write took or removed. */
  readonly managed: Managed;
}

/** The managers, without those of versions that are gone, their sets in line with the schema: one in each piece. */
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

/** What happens to the sets of all managers but the one that writes when `before` becomes `after` (Updater.update). */
export function* changeOwnership(
  before: unknown,
  after: unknown,
  managed: Managed,
  writer: { readonly id: string; readonly context: OwnershipContext },
): LongWork<OwnershipChange> {
  const { atom, resetFields } = writer.context;
  const comparison = withoutFields(compare(atom, before, after), resetFields);
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

/** The comparison without these fields and what is below them. */
export function withoutFields(comparison: Comparison, fields: FieldSet): Comparison {
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
