import { eventToCore } from "./event-conversion.js";
import type { ColumnDefinition, KindDefinition } from "./kind-definition.js";
import { cellAt } from "./printers/custom-cells.js";
import { type Fields, object } from "./printers/fields.js";
import { defaultPrinter, printerOf } from "./printers/printers.js";

/** meta/v1 TableRowCondition: marks a row as completed. */
export interface TableRowCondition {
  readonly type: "Completed";
  readonly status: "True";
  /** The Pod's phase, one CamelCase word. */
  readonly reason: string;
  /** A human-readable text, as upstream's. */
  readonly message: string;
}

const completed: ReadonlyMap<unknown, readonly TableRowCondition[]> = new Map([
  [
    "Succeeded",
    [{ type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." }],
  ],
  ["Failed", [{ type: "Completed", status: "True", reason: "Failed", message: "The pod failed." }]],
]);
const notCompleted: readonly TableRowCondition[] = Object.freeze([]);

/**
 * The cells of an object's Table row, one for each of `kind.columns`, including wide ones, as upstream's printers produce them.
 * Kinds without a printer use the `jsonPath` of their columns (custom resources) or show name and creation time. Missing fields
 * are read as Go's zero values; never throws. `nowMs` is the current time in Unix milliseconds, for ages.
 */
export function tableRow(kind: KindDefinition, item: unknown, nowMs: number): readonly unknown[] {
  const isView = kind.group === "events.k8s.io" && kind.kind === "Event";
  const fields = object(isView ? eventToCore(object(item)) : item);
  const printer = printerOf(kind.group, kind.kind);
  if (printer !== undefined) return printer.cells(fields, nowMs);
  if (kind.columns.some((column) => column.jsonPath !== undefined)) return customCells(kind.columns, fields, nowMs);
  return kind.columns.length === 1 ? [object(fields.metadata).name] : defaultPrinter.cells(fields, nowMs);
}

function customCells(columns: readonly ColumnDefinition[], item: Fields, nowMs: number): readonly unknown[] {
  return columns.map((column) =>
    column.jsonPath === undefined ? object(item.metadata).name : cellAt(column, item, nowMs),
  );
}

/** The conditions of an object's Table row: `Completed` for a Pod that succeeded or failed, else none. */
export function tableRowConditions(kind: KindDefinition, item: unknown): readonly TableRowCondition[] {
  if (kind.group !== "" || kind.kind !== "Pod") return notCompleted;
  return completed.get(object(object(item).status).phase) ?? notCompleted;
}
