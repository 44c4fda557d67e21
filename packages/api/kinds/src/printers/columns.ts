import type { ColumnDefinition } from "../kind-definition.js";
import { defaultPrinter, printerOf } from "./printers.js";

/** The Table columns of a built-in kind; name and creation time for a kind without a printer. */
export function columnsOf(group: string, kind: string): readonly ColumnDefinition[] {
  return Object.freeze((printerOf(group, kind) ?? defaultPrinter).columns);
}
