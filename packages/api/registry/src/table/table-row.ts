import type { ColumnDefinition, KindDefinition, TableRowCondition } from "../model/kind-definition.js";
import { cellAt } from "./custom-cells.js";
import { type Fields, nameOf, object, text } from "./fields.js";

const noConditions: readonly TableRowCondition[] = Object.freeze([]);

/**
 * The cells of an object's Table row, one for each of `kind.columns`, wide ones included: by the kind's printer, else by the
 * `jsonPath` of its columns (custom kinds), else its name and creation time. Missing fields read as Go's zero values; nothing
 * throws. `nowMs` is the current time in Unix milliseconds, for ages.
 */
export function tableRow(kind: KindDefinition, item: unknown, nowMs: number): readonly unknown[] {
  const fields = object(item);
  if (kind.printer !== undefined) return kind.printer.cells(fields, nowMs);
  if (kind.columns.some((column) => column.jsonPath !== undefined)) return customCells(kind.columns, fields, nowMs);
  // The timestamp stays as it is stored: in UTC, to the second.
  const created = text(object(fields.metadata).creationTimestamp) || "0001-01-01T00:00:00Z";
  return kind.columns.length === 1 ? [nameOf(fields)] : [nameOf(fields), created];
}

function customCells(columns: readonly ColumnDefinition[], item: Fields, nowMs: number): readonly unknown[] {
  return columns.map((column) =>
    column.jsonPath === undefined ? object(item.metadata).name : cellAt(column, item, nowMs),
  );
}

/** The conditions of an object's Table row: what its kind's printer says, else none. */
export function tableRowConditions(kind: KindDefinition, item: unknown): readonly TableRowCondition[] {
  return kind.printer?.conditions?.(object(item)) ?? noConditions;
}
