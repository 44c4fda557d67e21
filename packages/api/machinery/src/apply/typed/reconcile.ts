import { RecentMemo } from "@engenho/core";
import { changed, emptySet, type FieldNode, type FieldSet, filtered } from "../fields/field-set.js";
import { fieldNameOf } from "../fields/path-element.js";
import { type Atom, deducedAtom } from "./atom.js";

// Keyed by immutable sets: the reconciled set for a type.
const reconciled = new RecentMemo<FieldSet, { readonly atom: Atom; readonly set: FieldSet }>();

/**
 * Reconciles the set with a schema that has changed since: owners of parts of a value that is now atomic own all of it. (What
 * was atomic and is no longer remains owned as a whole.) The same set if nothing changes.
 */
export function reconcileWithSchema(atom: Atom, set: FieldSet): FieldSet {
  const known = reconciled.get(set);
  if (known?.atom === atom) return known.set;
  const next = reconcileChildren(atom, set);
  reconciled.set(set, { atom, set: next });
  return next;
}

function reconcileChildren(atom: Atom, set: FieldSet): FieldSet {
  return filtered(set, (element, node) => {
    const name = fieldNameOf(element);
    const inner = name === undefined ? atom.list?.items : atom.map?.field(name);
    return inner === undefined ? node : reconcileNode(inner, node);
  });
}

function reconcileNode(atom: Atom, node: FieldNode): FieldNode | undefined {
  if (node.children.size === 0 || atom === deducedAtom) return node;
  const isAtomic = atom.map === undefined ? atom.list?.atomic === true : atom.map.atomic;
  if (isAtomic) return { member: true, children: emptySet };
  return changed(node, node.member, reconcileChildren(atom, node.children));
}
