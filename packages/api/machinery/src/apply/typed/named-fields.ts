import { type FieldNode, type FieldSet, filtered } from "../fields/field-set.js";
import { fieldNameOf } from "../fields/path-element.js";
import type { Atom } from "./atom.js";

/**
 * The set with every declared field on the way to its paths added as a member (EnsureNamedFieldsAreMembers): structs are never
 * owned on their own, but are added and removed with their content. Map keys and list items are not added.
 */
export function withNamedFields(atom: Atom, set: FieldSet): FieldSet {
  return filtered(set, (element, node) => {
    if (node.children.size === 0) return node;
    const name = fieldNameOf(element);
    const inner = name === undefined ? atom.list?.items : atom.map?.field(name);
    const children = withNamedFields(inner ?? {}, node.children);
    const member = node.member || (name !== undefined && atom.map?.declares(name) === true);
    return member === node.member && children === node.children ? node : ({ member, children } satisfies FieldNode);
  });
}
