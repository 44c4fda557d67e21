import type { Macro } from "../library/macro.js";

/** Macros by their signature: see {@link macroKey}. */
export type MacroTable = ReadonlyMap<string, Macro>;

/** The key of a macro. */
export function macroKey(name: string, argumentCount: number, member: boolean): string {
  return `${name}:${argumentCount}:${member}`;
}

/** The macros of several lists; a later one overrides an earlier one with the same name and number of arguments. */
export function macroTable(macros: Iterable<Macro>): MacroTable {
  const table = new Map<string, Macro>();
  for (const macro of macros) table.set(macroKey(macro.name, macro.argumentCount, macro.member), macro);
  return table;
}
