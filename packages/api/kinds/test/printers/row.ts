import type { KindDefinition } from "../../../registry/src/model/kind-definition.js";
import { tableRow } from "../../../registry/src/table/table-row.js";
import { builtInKinds } from "../../src/built-in-kinds.js";

/** 2026-01-02T00:00:00Z, the time of all tests here. */
export const now = Date.parse("2026-01-02T00:00:00Z");

/** The timestamp this many seconds before now. */
export function ago(seconds: number): string {
  return new Date(now - seconds * 1000).toISOString().replace(".000Z", "Z");
}

export function kindOf(group: string, kind: string): KindDefinition {
  const found = builtInKinds().find((entry) => entry.group === group && entry.kind === kind);
  if (found === undefined) throw new Error(`no kind ${group}/${kind}`);
  return found;
}

/** The row of an object as {column: cell}; its name and its age of one hour need not be given. */
export function row(group: string, kind: string, item: object): Readonly<Record<string, unknown>> {
  const definition = kindOf(group, kind);
  const { metadata, ...rest } = item as { metadata?: object };
  const whole = { metadata: { name: "it", creationTimestamp: ago(3600), ...metadata }, ...rest };
  const cells = tableRow(definition, whole, now);
  return Object.fromEntries(definition.columns.map((column, index) => [column.name, cells[index]]));
}
