import type { ColumnDefinition } from "../kind-definition.js";
import { defaultPrinter, printerOf } from "./printers.js";

/** The Table columns of a built-in kind; name and creation time for a kind that has no printer of its own. */
export function columnsOf(group: string, kind: string): readonly ColumnDefinition[] {
  return Object.freeze((printerOf(group, kind) ?? defaultPrinter).columns);
}
