import type { Macro } from "../environment/macro.js";

/** Macros by how they are called: see {@link macroKey}. */
export type MacroTable = ReadonlyMap<string, Macro>;

/** What a macro is found by. */
export function macroKey(name: string, argumentCount: number, member: boolean): string {
  return `${name}:${argumentCount}:${member}`;
}

/** The macros of several lists; a later one goes before an earlier of the same name and number of arguments. */
export function macroTable(macros: Iterable<Macro>): MacroTable {
  const table = new Map<string, Macro>();
  for (const macro of macros) table.set(macroKey(macro.name, macro.argumentCount, macro.member), macro);
  return table;
}
