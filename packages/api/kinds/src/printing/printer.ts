import type { ColumnDefinition, KindPrinter } from "@engenho/registry";
import { fieldDescriptions } from "../generated/column-descriptions.js";

export { ageColumn, nameColumn } from "@engenho/registry";

/** How a kind is printed as a Table: its columns and, in the same order, the cells of a row. */
export interface Printer extends KindPrinter {
  /** The columns of the Table, in their order. */
  readonly columns: readonly ColumnDefinition[];
}

/** Upstream's documentation of a field: `documented("core.v1.PodStatus", "podIP")`. */
export function documented(definition: string, field: string): string {
  const description = (fieldDescriptions as Readonly<Record<string, string>>)[`${definition}.${field}`];
  if (description === undefined) throw new Error(`src/overlay/column-descriptions.json lacks ${definition}.${field}`);
  return description;
}

/** A column that is always shown. */
export function column(name: string, type: string, description: string): ColumnDefinition {
  return Object.freeze({ name, type, format: "", description, priority: 0 });
}

/** A column of wide output only. */
export function wide(name: string, type: string, description: string): ColumnDefinition {
  return Object.freeze({ name, type, format: "", description, priority: 1 });
}
