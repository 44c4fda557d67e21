import { difference, type FieldSet, intersection, union } from "./fields/field-set.js";
import type { Managed } from "./managers/managed.js";
import type { Atom } from "./typed/atom.js";
import { withNamedFields } from "./typed/named-fields.js";
import { removeItems } from "./typed/remove-items.js";
import { fieldSetOf } from "./typed/to-field-set.js";

/**
 * Removes from a merged object what the applying manager applied last time, does not apply now, and nobody else owns
 * (Updater.prune). `last` is what it owned before; `managed` has all managers with what they own now.
 */
export function prune(atom: Atom, merged: unknown, last: FieldSet, managed: Managed): unknown {
  const owned = [...managed.values()].reduce<FieldSet>((all, { set }) => union(all, set), new Map());
  // The usual case: every field given up has another owner, so nothing is removed.
  if (difference(last, owned).size === 0) return merged;

  const named = (set: FieldSet): FieldSet => withNamedFields(atom, set);
  const [lastNamed, mergedNamed] = [named(last), named(fieldSetOf(atom, merged))];
  const rest = removeItems(atom, merged, lastNamed);
  const restNamed = named(fieldSetOf(atom, rest));
  const withOwned = removeItems(atom, merged, difference(mergedNamed, union(restNamed, named(owned))));
  const withOwnedNamed = named(fieldSetOf(atom, withOwned));
  return removeItems(atom, merged, intersection(difference(mergedNamed, withOwnedNamed), lastNamed));
}
