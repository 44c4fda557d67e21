import { ageOf, nameOf } from "@engenho/registry";
import { ageColumn, nameColumn, type Printer } from "./printer.js";

/** The printer of kinds that upstream prints with nothing but their name and age. */
export const nameAndAgePrinter: Printer = {
  columns: [nameColumn, ageColumn],
  cells: (item, nowMs) => [nameOf(item), ageOf(item, nowMs)],
};
