/** A class whose objects are values of the language. */
export interface CelTypeDefinition {
  readonly ctor: new (...values: never[]) => object;
  readonly fields: object;
}

/** What functions are registered with: the part of cel-js's Environment that is needed here. */
export interface FunctionRegistry {
  registerFunction(signature: string, handler: (...values: never[]) => unknown): unknown;
  registerOperator(signature: string, handler: (left: never, right: never) => unknown): unknown;
  registerType(name: string, definition: CelTypeDefinition): unknown;
  registerConstant(name: string, type: string, value: unknown): unknown;
}

/**
 * Registers a namespace, such as `sets` in `sets.contains(a, b)`: the library has none, but a constant of a type of its
 * own can have methods. Answers the name of that type.
 */
export function registerNamespace(environment: FunctionRegistry, name: string): string {
  const type = `${name}Namespace`;
  class Namespace {}
  environment.registerType(type, { ctor: Namespace, fields: {} });
  environment.registerConstant(name, type, new Namespace());
  return type;
}
