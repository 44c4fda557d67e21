import type { FunctionDeclaration, Implementation, Overload } from "../library/function.js";
import { type CelType, listType, mapType, typeParam } from "../types/cel-type.js";

export const paramA = typeParam("A");
export const paramB = typeParam("B");
export const listOfA = listType(paramA);
export const mapOfAB = mapType(paramA, paramB);

/** An overload of an operator or function: id, parameters, result, implementation. */
export function overload(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  implementation?: Implementation,
): Overload {
  return { id, parameters, result, ...(implementation === undefined ? {} : { implementation }) };
}

/** The same for a member function, called on its first parameter. */
export function memberOverload(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  implementation?: Implementation,
): Overload {
  return { ...overload(id, parameters, result, implementation), member: true };
}

/** A function whose overloads share an implementation. */
export function sharedFunction(
  name: string,
  implementation: Implementation,
  overloads: readonly Overload[],
): FunctionDeclaration {
  return { name, implementation, overloads };
}

/** The same for a function whose duration is independent of the lengths of lists. */
export function inConstantTime(
  name: string,
  implementation: Implementation,
  overloads: readonly Overload[],
): FunctionDeclaration {
  return { ...sharedFunction(name, implementation, overloads), constantTime: true };
}
