import type { LongWork } from "../work/long-work.js";
import { difference, emptySet, type FieldSet, intersection, union } from "./fields/field-set.js";
import type { Managed } from "./managers/managed.js";
import type { Atom } from "./typed/atom.js";
import { withNamedFields } from "./typed/named-fields.js";
import { removeItems } from "./typed/remove-items.js";
import { fieldSetOf } from "./typed/to-field-set.js";

/**
 * Removes from a merged object what the applying manager applied last time, does not apply now, and nobody else owns
 * (Updater.prune). `last` is what it owned before; `managed` has all managers with what they own now. Yields between walks.
 */
export function* prune(atom: Atom, merged: unknown, last: FieldSet, managed: Managed): LongWork<unknown> {
  let owned: FieldSet = emptySet;
  for (const { set } of managed.values()) {
    owned = union(owned, set);
    yield;
  }
  // The usual case: every field given up has another owner, so nothing is removed.
  if (difference(last, owned).size === 0) return merged;

  yield;
  const lastNamed = withNamedFields(atom, last);
  yield;
  const mergedNamed = yield* namedFieldsOf(atom, merged);
  const rest = yield* removeItems(atom, merged, lastNamed);
  yield;
  const restNamed = yield* namedFieldsOf(atom, rest);
  const kept = union(restNamed, withNamedFields(atom, owned));
  yield;
  const unowned = difference(mergedNamed, kept);
  yield;
  const withOwned = yield* removeItems(atom, merged, unowned);
  yield;
  const withOwnedNamed = yield* namedFieldsOf(atom, withOwned);
  const gone = difference(mergedNamed, withOwnedNamed);
  yield;
  return yield* removeItems(atom, merged, intersection(gone, lastNamed));
}

function* namedFieldsOf(atom: Atom, value: unknown): LongWork<FieldSet> {
  const set = yield* fieldSetOf(atom, value);
  yield;
  const named = withNamedFields(atom, set);
  yield;
  return named;
}
