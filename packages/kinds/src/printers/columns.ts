import type { ColumnDefinition } from "../kind-definition.js";

const plain: readonly ColumnDefinition[] = Object.freeze([
  { name: "Name", type: "string", format: "name", description: "", priority: 0 },
  { name: "Created At", type: "date", format: "", description: "", priority: 0 },
]);

/** The Table columns of a built-in kind; name and creation time for a kind that has no printer of its own. */
export function columnsOf(_group: string, _kind: string): readonly ColumnDefinition[] {
  return plain;
}
