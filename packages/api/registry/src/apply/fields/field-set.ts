import type { PathElement } from "./path-element.js";

/**
 * A set of paths (structured-merge-diff's fieldpath.Set), as a tree. A path is in the set when the node at its end is a
 * member; that of its parent need not be. No node is there for nothing: each is a member or has children. Never changed
 * once made: the operations below share what they can.
 */
export type FieldSet = ReadonlyMap<PathElement, FieldNode>;

/** One node of a {@link FieldSet}. */
export interface FieldNode {
  readonly member: boolean;
  /** Empty for a leaf. */
  readonly children: FieldSet;
}

/** The set without paths. */
export const emptySet: FieldSet = new Map();

const leaf: FieldNode = { member: true, children: emptySet };

interface MutableNode {
  member: boolean;
  /** The empty set until there is one: most nodes are leaves, and a map for each is most of what building costs. */
  children: FieldSet;
}

/** Collects paths into a set. */
export class FieldSetBuilder {
  readonly #root: MutableNode = { member: false, children: emptySet };

  /** Adds one path. The empty path is nothing: nobody owns a whole object. */
  insert(path: readonly PathElement[]): void {
    let node: MutableNode = this.#root;
    for (const element of path) node = childOf(node, element);
    if (path.length > 0) node.member = true;
  }

  /** The set. Insert nothing afterwards. */
  build(): FieldSet {
    return this.#root.children;
  }
}

function childOf(node: MutableNode, element: PathElement): MutableNode {
  if (node.children === emptySet) node.children = new Map();
  const children = node.children as Map<PathElement, MutableNode>;
  let child = children.get(element);
  if (child === undefined) {
    child = { member: false, children: emptySet };
    children.set(element, child);
  }
  return child;
}

/** The set of these paths. */
export function setOfPaths(paths: readonly (readonly PathElement[])[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path);
  return builder.build();
}

/** A node, or `undefined` when it would be there for nothing. */
function nodeOf(member: boolean, children: FieldSet): FieldNode | undefined {
  if (children.size > 0) return { member, children };
  return member ? leaf : undefined;
}

/** The paths that are in either set. */
export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || right.size === 0) return left;
  if (left.size === 0) return right;
  let next: Map<PathElement, FieldNode> | undefined;
  for (const [element, added] of right) {
    const present = left.get(element);
    const node = present === undefined ? added : uniteNodes(present, added);
    if (node === present) continue;
    next ??= new Map(left);
    next.set(element, node);
  }
  return next ?? left;
}

/** The paths that are in any of some sets. Halves are united first: one after the other, each would copy all before it. */
export function unionOf(sets: readonly FieldSet[]): FieldSet {
  if (sets.length <= 2) return union(sets[0] ?? emptySet, sets[1] ?? emptySet);
  const half = sets.length >>> 1;
  return union(unionOf(sets.slice(0, half)), unionOf(sets.slice(half)));
}

function uniteNodes(left: FieldNode, right: FieldNode): FieldNode {
  const children = union(left.children, right.children);
  const member = left.member || right.member;
  return children === left.children && member === left.member ? left : { member, children };
}

/** The paths that are in both sets. */
export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right) return left;
  return filtered(left, (element, node) => {
    const other = right.get(element);
    if (other === undefined) return undefined;
    return changed(node, node.member && other.member, intersection(node.children, other.children));
  });
}

/** The paths of `left` that are not in `right`. What lies below a path of `right` stays. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  if (right.size === 0) return left;
  return filtered(left, (element, node) => {
    const other = right.get(element);
    if (other === undefined) return node;
    return changed(node, node.member && !other.member, difference(node.children, other.children));
  });
}

/** The paths of `left` that are neither in `right` nor below a path of `right`. */
export function recursiveDifference(left: FieldSet, right: FieldSet): FieldSet {
  if (right.size === 0) return left;
  return filtered(left, (element, node) => {
    const other = right.get(element);
    if (other === undefined) return node;
    return other.member ? undefined : changed(node, node.member, recursiveDifference(node.children, other.children));
  });
}

/** Whether both sets have the same paths. */
export function equalSets(left: FieldSet, right: FieldSet): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  for (const [element, node] of left) {
    const other = right.get(element);
    if (other === undefined || other.member !== node.member || !equalSets(node.children, other.children)) return false;
  }
  return true;
}

/** Whether the path is in the set. */
export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let nodes = set;
  let node: FieldNode | undefined;
  for (const element of path) {
    node = nodes.get(element);
    if (node === undefined) return false;
    nodes = node.children;
  }
  return node?.member === true;
}

/** The set of those nodes that `keep` returns; the same set when it returns each as it was. */
export function filtered(
  set: FieldSet,
  keep: (element: PathElement, node: FieldNode) => FieldNode | undefined,
): FieldSet {
  let next: Map<PathElement, FieldNode> | undefined;
  for (const [element, node] of set) {
    const kept = keep(element, node);
    if (kept === node) continue;
    next ??= new Map(set);
    if (kept === undefined) next.delete(element);
    else next.set(element, kept);
  }
  return next ?? set;
}

/** `node` with this membership and these children; the same node when that is what it has. */
export function changed(node: FieldNode, member: boolean, children: FieldSet): FieldNode | undefined {
  return member === node.member && children === node.children ? node : nodeOf(member, children);
}
