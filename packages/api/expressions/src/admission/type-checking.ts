import { authorizerType, type CelType, dynType, type Environment } from "@engenho/cel";
import type { LongWork, SchemaNode } from "@engenho/machinery";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { declareType } from "../schemas/declared-type.js";
import { withoutReferences } from "../schemas/without-references.js";
import { ComposedTypes } from "./composed-types.js";
import { namespaceType, requestType } from "./variables.js";

/** A kind as the type of a variable. */
export interface CheckedKind {
  /** The name of the type in messages: `Deployment`. */
  readonly kind: string;
  /** The root of its schema. */
  readonly schema: SchemaNode;
}

/**
 * Compiles the expressions of a policy as if its objects were all of one kind, to find fields that do not exist and types that do
 * not match (policy/validating/typechecking.go).
 */
export class TypeChecker {
  readonly #variables = new ComposedTypes();
  readonly #environment: Environment;

  /** `object`: the kind of `object` and `oldObject`. `params`: that of `params`, if it is known. */
  constructor({ object, params }: { readonly object: CheckedKind; readonly params: CheckedKind | undefined }) {
    const objectType = typeOfKind(object);
    const variables = new Map<string, CelType>([
      ["namespaceObject", namespaceType],
      ["request", requestType],
      ["object", objectType],
      ["oldObject", objectType],
      ["authorizer", authorizerType],
      ["variables", this.#variables.type],
    ]);
    if (params !== undefined) variables.set("params", typeOfKind(params));
    this.#environment = kubernetesExpressions().storedExpressions.extend({ variables });
  }

  /** Declares a variable for the expressions that follow. */
  *declare(name: string, expression: string): LongWork<void> {
    const compilation = yield* this.#environment.compileInSteps(expression);
    yield;
    this.#variables.declare(name, compilation.type === "failed" ? undefined : compilation.expression.type);
  }

  /** The type errors of an expression; undefined if there are none. */
  *issuesOf(expression: string): LongWork<string | undefined> {
    const compilation = yield* this.#environment.compileInSteps(expression);
    yield;
    return compilation.type === "failed" ? compilation.message : undefined;
  }
}

const types = new WeakMap<SchemaNode, CelType>();

function typeOfKind({ kind, schema }: CheckedKind): CelType {
  let type = types.get(schema);
  if (type === undefined) {
    type = declareType(withoutReferences(schema), true)?.celType(kind) ?? dynType;
    types.set(schema, type);
  }
  return type;
}
