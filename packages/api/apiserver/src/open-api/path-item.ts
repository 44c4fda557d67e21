import type { GroupVersionKind } from "@engenho/machinery";
import type { Parameter } from "./parameters.js";

/** One operation of a path. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete" | "options" | "head";
  /** `x-kubernetes-action`; absent for operations that concern no kind. */
  readonly action?: string;
  readonly id: string;
  readonly description: string;
  readonly kind?: GroupVersionKind;
  /** Its own parameters, without those that all operations of the path share. */
  readonly parameters: readonly Parameter[];
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  /** The definition of the response body, or {@link plainText}. */
  readonly answer: string;
  /** Status codes of success. */
  readonly codes: readonly number[];
}

/** A path with its operations. */
export interface PathItem {
  readonly path: string;
  /** The parameters that all of its operations share. */
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

/** Moves the parameters that all operations share to the path, except bodies. */
export function pathItem(path: string, operations: readonly Operation[]): PathItem {
  const [first, ...others] = operations;
  const parameters = (first?.parameters ?? []).filter(
    (parameter) => parameter.in !== "body" && others.every((other) => other.parameters.some(isLike(parameter))),
  );
  return {
    path,
    parameters,
    operations: operations.map((operation) => ({
      ...operation,
      parameters: operation.parameters.filter((parameter) => !parameters.some(isLike(parameter))),
    })),
  };
}

function isLike(parameter: Parameter): (other: Parameter) => boolean {
  return ({ name, in: place }) => name === parameter.name && place === parameter.in;
}
