import type { PathElement } from "./path-element.js";

/**
 * A set of paths (structured-merge-diff's fieldpath.Set), as a tree. A path is in the set if the node at its end is a member;
 * its parents need not be. Every node is a member or has children. Immutable: the operations below share structure where
 * possible.
 */
export type FieldSet = ReadonlyMap<PathElement, FieldNode>;

/** One node of a {@link FieldSet}. */
export interface FieldNode {
  readonly member: boolean;
  /** Empty for a leaf. */
  readonly children: FieldSet;
}

/** The empty set. */
export const emptySet: FieldSet = new Map();

/** The node at the end of a path. */
export const leaf: FieldNode = { member: true, children: emptySet };

/** The children of a node of a set under construction. */
export type FieldSetDraft = Map<PathElement, FieldNode>;

/** Makes a node of the draft a member. */
export function addMember(draft: FieldSetDraft, element: PathElement): void {
  draft.set(element, asMember(draft.get(element)));
}

/** The node as a member. */
export function asMember(node: FieldNode | undefined): FieldNode {
  if (node === undefined) return leaf;
  return node.member ? node : { member: true, children: node.children };
}

/** Adds paths below a node of the draft. */
export function addBelow(draft: FieldSetDraft, element: PathElement, children: FieldSet): void {
  if (children.size === 0) return;
  const present = draft.get(element);
  const member = present?.member === true;
  draft.set(element, { member, children: present === undefined ? children : union(present.children, children) });
}

/** The set of these paths. The empty path is ignored: nobody owns a whole object. */
export function setOfPaths(paths: readonly (readonly PathElement[])[]): FieldSet {
  return unionOf(paths.map(setOfPath));
}

function setOfPath(path: readonly PathElement[]): FieldSet {
  const [element, ...below] = path;
  if (element === undefined) return emptySet;
  return new Map([[element, below.length === 0 ? leaf : { member: false, children: setOfPath(below) }]]);
}

/** A node, or `undefined` if it would be neither a member nor have children. */
export function nodeOf(member: boolean, children: FieldSet): FieldNode | undefined {
  if (children.size > 0) return { member, children };
  return member ? leaf : undefined;
}

/** The union of two sets. */
export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || right.size === 0) return left;
  if (left.size === 0) return right;
  let next: FieldSetDraft | undefined;
  for (const [element, added] of right) {
    const present = left.get(element);
    const node = present === undefined ? added : uniteNodes(present, added);
    if (node === present) continue;
    next ??= new Map(left);
    next.set(element, node);
  }
  return next ?? left;
}

/** The union of several sets. Halves are merged recursively: one after the other, each step would copy all previous ones. */
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

/** The intersection of two sets. */
export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right) return left;
  if (right.size < left.size) return intersectionWithFewer(left, right);
  return filtered(left, (element, node) => {
    const other = right.get(element);
    if (other === undefined) return undefined;
    return changed(node, node.member && other.member, intersection(node.children, other.children));
  });
}

/** Nodes of `left`, in the order of `right`, so that nodes only in `left` are not visited. */
function intersectionWithFewer(left: FieldSet, right: FieldSet): FieldSet {
  const common: FieldSetDraft = new Map();
  for (const [element, other] of right) {
    const node = left.get(element);
    if (node === undefined) continue;
    const kept = changed(node, node.member && other.member, intersection(node.children, other.children));
    if (kept !== undefined) common.set(element, kept);
  }
  return common;
}

/** The paths of `left` that are not in `right`. Paths below a path of `right` remain. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  if (right.size === 0) return left;
  if (right.size * 4 < left.size) return differenceWithFewer(left, right);
  return filtered(left, (element, node) => {
    const other = right.get(element);
    return other === undefined ? node : nodeWithout(node, other);
  });
}

/** Visits only the nodes of `right`. Deleting many entries of a copy takes longer than copying the others. */
function differenceWithFewer(left: FieldSet, right: FieldSet): FieldSet {
  let next: FieldSetDraft | undefined;
  for (const [element, other] of right) {
    const node = left.get(element);
    if (node === undefined) continue;
    const kept = nodeWithout(node, other);
    if (kept === node) continue;
    next ??= new Map(left);
    if (kept === undefined) next.delete(element);
    else next.set(element, kept);
  }
  return next ?? left;
}

function nodeWithout(node: FieldNode, other: FieldNode): FieldNode | undefined {
  return changed(node, node.member && !other.member, difference(node.children, other.children));
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

/** The set of the nodes that `keep` returns; the same set if it returns each unchanged. */
export function filtered(
  set: FieldSet,
  keep: (element: PathElement, node: FieldNode) => FieldNode | undefined,
): FieldSet {
  let next: FieldSetDraft | undefined;
  let same = 0;
  for (const [element, node] of set) {
    const kept = keep(element, node);
    if (kept === node && next === undefined) {
      same++;
      continue;
    }
    next ??= firstOf(set, same);
    if (kept !== undefined) next.set(element, kept);
  }
  return next ?? set;
}

function firstOf(set: FieldSet, count: number): FieldSetDraft {
  const first: FieldSetDraft = new Map();
  for (const [element, node] of set) {
    if (first.size === count) break;
    first.set(element, node);
  }
  return first;
}

/** `node` with this membership and these children; the same node if nothing changes. */
export function changed(node: FieldNode, member: boolean, children: FieldSet): FieldNode | undefined {
  return member === node.member && children === node.children ? node : nodeOf(member, children);
}
