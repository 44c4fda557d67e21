import type { KindDefinition } from "@engenho/registry";
import { type BuiltInEntry, defineKind } from "../definition/define-kind.js";
import { optionalSchemas } from "./optional-schemas.js";

/** The properties of a kind that differ between its versions. */
export type VersionEntry = Pick<BuiltInEntry, "version"> &
  Partial<Pick<BuiltInEntry, "conversion" | "strategy" | "fieldSelectors" | "deprecationWarning">>;

/** A kind that is served on request only. */
export function optionalKind(entry: BuiltInEntry): KindDefinition {
  return defineKind(entry, () => optionalSchemas);
}

/**
 * A kind in another version, which is served on request only: its objects are stored as those of `entry`. Without a conversion they
 * differ from these in the apiVersion alone.
 */
export function otherVersion(entry: BuiltInEntry, own: VersionEntry): KindDefinition {
  const { group, version, kind } = entry;
  return optionalKind({ ...entry, ...own, storedAs: { apiVersion: `${group}/${version}`, kind } });
}
