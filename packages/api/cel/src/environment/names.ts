import {
  type Declarations,
  type DeclaredFunction,
  declareFunction,
  type NameDeclaration,
} from "../checker/declarations.js";
import type { FunctionDeclaration } from "../library/function.js";
import type { Library } from "../library/library.js";
import type { StructDeclaration } from "../library/struct.js";
import { type CelType, typeOfType } from "../types/cel-type.js";
import type { EnvironmentExtension } from "./environment.js";

/** The declarations of an environment: those of its libraries, and those added by extensions. */
export class Names implements Declarations {
  readonly #parent: Names | undefined;
  readonly #resolveStruct: EnvironmentExtension["resolveStruct"];
  readonly #names: ReadonlyMap<string, NameDeclaration>;
  readonly #functions: ReadonlyMap<string, DeclaredFunction>;
  readonly #namespaces: ReadonlySet<string>;

  private constructor(
    names: Iterable<NameDeclaration>,
    functions: Iterable<FunctionDeclaration>,
    beyond: {
      readonly parent?: Names;
      readonly resolveStruct?: EnvironmentExtension["resolveStruct"] | undefined;
    } = {},
  ) {
    this.#names = new Map([...names].map((declared) => [declared.name, declared]));
    this.#functions = new Map([...functions].map((declared) => [declared.name, declareFunction(declared)]));
    const all = [...this.#names.keys(), ...this.#functions.keys()];
    this.#namespaces = new Set(
      all.filter((name) => name.includes(".")).map((name) => name.slice(0, name.indexOf("."))),
    );
    this.#parent = beyond.parent;
    this.#resolveStruct = beyond.resolveStruct;
  }

  /** The declarations of libraries. Overloads of one function from several libraries are merged. */
  static of(libraries: readonly Library[]): Names {
    const constants = libraries.flatMap((library) => library.constants ?? []);
    const types = libraries.flatMap((library) => library.types ?? []);
    const functions = libraries.flatMap((library) => library.functions ?? []);
    return new Names([...constants, ...types.map(typeName)], mergedByName(functions).values());
  }

  /** These and additional declarations, which hide earlier ones with the same name. */
  extend({ variables, types, resolveStruct, functions = [] }: EnvironmentExtension): Names {
    const declared = [...(variables ?? [])].map(([name, type]) => ({ name, type }));
    const added = [...mergedByName(functions).values()].map((more) => {
      const known = this.function(more.name)?.declaration;
      return known === undefined ? more : merged(known, more);
    });
    return new Names([...(types ?? []).map(typeName), ...declared], added, { parent: this, resolveStruct });
  }

  name(name: string): NameDeclaration | undefined {
    const known = this.#names.get(name) ?? this.#parent?.name(name);
    if (known !== undefined) return known;
    const struct = this.#resolveStruct?.(name);
    return struct === undefined ? undefined : typeName(struct.type);
  }

  /** A struct type whose values can be made. */
  struct(name: string): StructDeclaration | undefined {
    return this.#resolveStruct?.(name) ?? this.#parent?.struct(name);
  }

  function(name: string): DeclaredFunction | undefined {
    return this.#functions.get(name) ?? this.#parent?.function(name);
  }

  isNamespace(first: string): boolean {
    return this.#namespaces.has(first) || (this.#parent?.isNamespace(first) ?? false);
  }
}

function mergedByName(declarations: readonly FunctionDeclaration[]): ReadonlyMap<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  for (const declared of declarations) {
    const known = functions.get(declared.name);
    functions.set(declared.name, known === undefined ? declared : merged(known, declared));
  }
  return functions;
}

function typeName(type: CelType): NameDeclaration {
  return { name: type.name, type: typeOfType(type), value: type };
}

function merged(known: FunctionDeclaration, more: FunctionDeclaration): FunctionDeclaration {
  const ids = new Set(known.overloads.map(({ id }) => id));
  const implementation = known.implementation ?? more.implementation;
  return {
    name: known.name,
    overloads: [...known.overloads, ...more.overloads.filter(({ id }) => !ids.has(id))],
    ...(implementation === undefined ? {} : { implementation }),
  };
}
