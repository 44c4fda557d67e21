import { describe, expect, it } from "vitest";
import { kubernetesLibraries } from "../../src/kubernetes/libraries.js";
import type { FunctionDeclaration } from "../../src/library/function.js";
import { standardLibrary } from "../../src/stdlib/standard-library.js";
import { upstreamFunctions } from "./generated/upstream-functions.js";
import { formats, regularExpressions } from "./kubernetes-options.js";

/** Overloads in the notation of the table: `name | id | member | parameters | result`. */
function rowsOf(functions: readonly FunctionDeclaration[]): readonly string[] {
  return functions
    .flatMap(({ name, overloads }) =>
      overloads.map(({ id, member, parameters, result }) => {
        const letters = new Map<string, string>();
        const types = parameters.map((type) => named(type, letters)).join(", ");
        return [name, id, member === true ? "member" : "global", types, named(result, letters)].join(" | ");
      }),
    )
    .toSorted();
}

/** A type with its parameters as letters in order of occurrence. */
function named(type: { toString(): string }, letters: Map<string, string>): string {
  return String(type).replace(/<(\w+)>/g, (parameter) => {
    const letter = letters.get(parameter) ?? ("ABC"[letters.size] as string);
    letters.set(parameter, letter);
    return letter;
  });
}

const tableRows = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trimStart())
    .filter((line) => line !== "")
    .toSorted();

const standard = standardLibrary({ crossTypeNumericComparisons: true, regularExpressions });
const libraries = [
  { name: "standard", functions: standard.functions ?? [] },
  ...kubernetesLibraries({ regularExpressions, formats }).map(({ library }) => ({
    name: library.name,
    functions: library.functions ?? [],
  })),
];

describe("the environment has exactly upstream's functions and overloads", () => {
  it.each(libraries)("$name", ({ name, functions }) => {
    expect(rowsOf(functions)).toEqual(tableRows(upstreamFunctions[name] ?? ""));
  });

  it("and no other library", () => {
    expect(libraries.map(({ name }) => name).toSorted()).toEqual(Object.keys(upstreamFunctions).toSorted());
  });

  it("every overload is implemented, except those for admission policies and those evaluated by the engine", () => {
    const undone = libraries
      .filter(({ name }) => !name.startsWith("kubernetes.authz") && name !== "standard")
      .flatMap(({ functions }) =>
        functions.flatMap(({ implementation, overloads }) =>
          overloads.filter((overload) => (overload.implementation ?? implementation) === undefined).map(({ id }) => id),
        ),
      );
    expect(undone.toSorted()).toEqual(
      [
        "list_optindex_optional_int",
        "map_optindex_optional_value",
        "optional_list_index_int",
        "optional_list_optindex_optional_int",
        "optional_map_index_value",
        "optional_map_optindex_optional_value",
        "optional_orValue_value",
        "optional_or_optional",
        "select_optional_field",
      ].toSorted(),
    );
  });
});
