import { errorMessage, isStoreError, type KubernetesObject } from "@engenho/core";
import {
  configurationOf,
  type ExpressionInput,
  evaluateAll,
  expressionBudget,
  isExpressionError,
  jsonPatchOf,
} from "@engenho/expressions";
import {
  andThen,
  applySmallPatch,
  type GivesWay,
  type LongWork,
  type MaybePromise,
  mergeConfiguration,
  settled,
} from "@engenho/machinery";
import { type AdmissionContext, type AdmissionRequest, hasForeignBody, type Resource } from "@engenho/registry";
import type { CompiledMutation } from "./compile-policy.js";

/** What a mutation is applied to. */
export interface MutationSubject {
  readonly request: AdmissionRequest;
  /** The kind in whose version the policy sees the object. */
  readonly matched: Resource;
  /** What the expression sees; `object` is the object to be mutated, in that version. */
  readonly input: ExpressionInput & { readonly object: KubernetesObject };
}

/**
 * The object after a mutation, with defaults; the same object if nothing changes (mutating/patch). Throws Error, or
 * rejects, with upstream's message if the mutation cannot be applied.
 */
export function mutateObject(
  { type, expression }: CompiledMutation,
  subject: MutationSubject,
  { context, slice }: { readonly context: AdmissionContext; readonly slice: GivesWay },
): MaybePromise<KubernetesObject> {
  if (isExpressionError(expression.program)) throw new Error(expression.program.detail);
  const { matched, request, input } = subject;
  const { object } = input;
  return andThen(evaluateAll([expression], input, { budget: expressionBudget, slice }), (outcome) => {
    if (outcome.type === "stopped") throw new Error(outcome.message);
    const [result] = outcome.results;
    if (result?.type !== "value") throw new Error(result?.message ?? "no expression");
    const patched =
      type === "json"
        ? afterJsonPatch(object, jsonPatchOf(result.value))
        : settled(
            afterConfiguration(object, configurationOf(result.value), schemaOf(matched, request.subresource)),
            slice,
          );
    return andThen(patched, (next) =>
      next === object
        ? object
        : context.decode({ resource: matched, subresource: request.subresource }, next, { strict: true }),
    );
  });
}

function schemaOf(resource: Resource, subresource: string): Resource["schema"] {
  const body = hasForeignBody(resource, subresource) ? resource.subresources.get(subresource)?.schema : undefined;
  return body ?? resource.schema;
}

function* afterConfiguration(
  object: KubernetesObject,
  configuration: object,
  schema: Resource["schema"],
): LongWork<unknown> {
  const { apiVersion, kind } = object;
  try {
    return yield* mergeConfiguration(schema, object, { ...configuration, apiVersion, kind });
  } catch (error) {
    throw new Error(`error applying patch: ${errorMessage(error)}`);
  }
}

function afterJsonPatch(object: KubernetesObject, operations: readonly object[]): unknown {
  try {
    return applySmallPatch(object, { type: "json", value: operations }, { strategicAllowed: false });
  } catch (error) {
    const reason = isStoreError(error) && error.cause instanceof Error ? error.cause.message : errorMessage(error);
    // A patch whose `test` fails does not apply to this object.
    if (reason.endsWith("test failed")) return object;
    throw new Error(`JSON Patch: ${reason}`);
  }
}
