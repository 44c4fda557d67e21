import type { ColumnDefinition, KindDefinition, TableRowCondition } from "../model/kind-definition.js";
import { cellAt } from "./custom-cells.js";
import { type Fields, nameOf, object, text } from "./fields.js";

const noConditions: readonly TableRowCondition[] = Object.freeze([]);

/**
 * The cells of an object's Table row, one per entry of `kind.columns`, including wide ones. They come from the kind's printer,
 * or else the columns' `jsonPath` (custom resources), or else name and creation time. Missing fields are printed as Go's zero
 * values; this never throws. `nowMs` is the current time in Unix milliseconds, for ages.
 */
export function tableRow(kind: KindDefinition, item: unknown, nowMs: number): readonly unknown[] {
  const fields = object(item);
  if (kind.printer !== undefined) return kind.printer.cells(fields, nowMs);
  if (kind.columns.some((column) => column.jsonPath !== undefined)) return customCells(kind.columns, fields, nowMs);
  // The timestamp is printed as stored: in UTC, in whole seconds.
  const created = text(object(fields.metadata).creationTimestamp) || "0001-01-01T00:00:00Z";
  return kind.columns.length === 1 ? [nameOf(fields)] : [nameOf(fields), created];
}

function customCells(columns: readonly ColumnDefinition[], item: Fields, nowMs: number): readonly unknown[] {
  return columns.map((column) =>
    column.jsonPath === undefined ? object(item.metadata).name : cellAt(column, item, nowMs),
  );
}

/** The conditions of an object's Table row, from the kind's printer; empty without one. */
export function tableRowConditions(kind: KindDefinition, item: unknown): readonly TableRowCondition[] {
  return kind.printer?.conditions?.(object(item)) ?? noConditions;
}
