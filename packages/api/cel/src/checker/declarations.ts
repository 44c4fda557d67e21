import type { FunctionDeclaration, Overload } from "../library/function.js";
import type { CelType } from "../types/cel-type.js";
import type { CelValue } from "../values/value.js";

/** What a name refers to. */
export interface NameDeclaration {
  readonly name: string;
  readonly type: CelType;
  /** The value of a constant, or the type that the name of a type denotes. */
  readonly value?: CelValue;
}

/** An overload, with derived data that the checker needs repeatedly. */
export interface CheckedOverload {
  readonly overload: Overload;
  readonly isMember: boolean;
  readonly typeParams: readonly string[];
}

/** A function of an environment. */
export interface DeclaredFunction {
  readonly name: string;
  readonly overloads: readonly CheckedOverload[];
  readonly declaration: FunctionDeclaration;
}

/** The declarations of an environment. */
export interface Declarations {
  /** A variable, a constant or a type. */
  name(name: string): NameDeclaration | undefined;
  function(name: string): DeclaredFunction | undefined;
  /** Whether a qualified name may start with this identifier: `sets` in `sets.contains`. */
  isNamespace(first: string): boolean;
}

/** A function in the form that the checker uses. */
export function declareFunction(declaration: FunctionDeclaration): DeclaredFunction {
  return {
    name: declaration.name,
    declaration,
    overloads: declaration.overloads.map((overload) => ({
      overload,
      isMember: overload.member ?? false,
      typeParams: [...typeParamsOf([...overload.parameters, overload.result])],
    })),
  };
}

function* typeParamsOf(types: readonly CelType[], seen = new Set<string>()): Generator<string> {
  for (const type of types) {
    if (type.kind === "typeParam" && !seen.has(type.name)) {
      seen.add(type.name);
      yield type.name;
    }
    yield* typeParamsOf(type.parameters, seen);
  }
}
