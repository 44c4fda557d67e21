import { type CelType, dynType, listType, mapType, structType } from "@engenho/cel";

/** The type of the variable `variables`, whose fields are those that have been compiled so far. */
export class ComposedTypes {
  readonly #fields = new Map<string, CelType>();
  /** Grows with each variable: a variable can use those declared before it. */
  readonly type: CelType = structType("kubernetes.variables", this.#fields);

  /** Declares a variable; undefined for one that cannot be compiled. */
  declare(name: string, type: CelType | undefined): void {
    this.#fields.set(name, type === undefined ? dynType : declarable(type));
  }
}

const kept: ReadonlySet<CelType["kind"]> = new Set([
  ...(["any", "bool", "bytes", "double", "duration", "int", "null", "string", "timestamp", "uint"] as const),
]);

/**
 * The type of a variable, from the type of its expression: dynamic for types that upstream does not keep
 * (plugin/cel/composition.go).
 */
function declarable(type: CelType): CelType {
  if (kept.has(type.kind) && !type.nullable) return type;
  const [first, second] = type.parameters;
  if (type.kind === "list" && first !== undefined) return listType(declarable(first));
  if (type.kind === "map" && first !== undefined && second !== undefined) {
    return mapType(declarable(first), declarable(second));
  }
  return dynType;
}
