import { StoreError } from "@engenho/core";
import { goQuote } from "../../validation/go-format.js";
import { type FieldSet, hasPath } from "../fields/field-set.js";
import { compareText, type PathElement, printPath } from "../fields/path-element.js";
import { pathsOf } from "../fields/walk-paths.js";
import type { Managed, Manager } from "./managed.js";

/** A field that an apply would change and that another manager owns. */
export interface Conflict {
  readonly manager: Manager;
  readonly path: readonly PathElement[];
}

/** The conflicts with each manager, sorted by manager, then path. */
export function conflictsOf(taken: ReadonlyMap<string, FieldSet>, managed: Managed): readonly Conflict[] {
  return [...taken.keys()].sort(compareText).flatMap((id) => {
    const owner = managed.get(id);
    if (owner === undefined) return [];
    return pathsOf(taken.get(id) as FieldSet).map((path) => ({ manager: owner.manager, path }));
  });
}

/** The conflicts that do not concern these fields. */
export function conflictsBeyond(conflicts: readonly Conflict[], allowed: FieldSet): readonly Conflict[] {
  return conflicts.filter(({ path }) => !hasPath(allowed, path));
}

/** Upstream's error for a conflicting apply: 409 with a cause per field. */
export function conflictError(conflicts: readonly Conflict[]): StoreError {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${printManager(manager)}`,
    field: printPath(path),
  }));
  return new StoreError("Conflict", conflictMessage(conflicts), { details: { causes } });
}

function conflictMessage(conflicts: readonly Conflict[]): string {
  const [only] = conflicts;
  if (only !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${printManager(only.manager)}: ${printPath(only.path)}`;
  }
  const lines: string[] = [];
  let previous: Manager | undefined;
  for (const { manager, path } of conflicts) {
    if (manager !== previous) lines.push(`conflicts with ${printManager(manager)}:`);
    lines.push(`- ${printPath(path)}`);
    previous = manager;
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function printManager({ name, operation, apiVersion, subresource }: Manager): string {
  const withSubresource = subresource === "" ? "" : ` with subresource ${goQuote(subresource)}`;
  return `${goQuote(name)}${withSubresource}${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}
