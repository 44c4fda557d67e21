import type { FunctionDeclaration } from "../library/function.js";
import type { Library } from "../library/library.js";
import { boolType, type CelType, stringType, structType } from "../types/cel-type.js";
import { overload } from "./declare.js";

const named = (name: string) => structType(`kubernetes.authorization.${name}`);
const authorizer = named("Authorizer");
const pathCheck = named("PathCheck");
const groupCheck = named("GroupCheck");
const resourceCheck = named("ResourceCheck");
const decision = named("Decision");

function method(
  name: string,
  ...overloads: readonly (readonly [id: string, parameters: readonly CelType[], result: CelType])[]
): FunctionDeclaration {
  return { name, overloads: overloads.map(([id, parameters, result]) => overload.member(id, parameters, result)) };
}

/** The types whose values are compared at cost 1. */
export const authorizationTypes: readonly CelType[] = [authorizer, pathCheck, groupCheck, resourceCheck, decision];

/**
 * The functions of the `authorizer` variable of admission policies (library/authz.go). Declared but not implemented: validation
 * rules of custom resources have no such variable, and an expression that uses it is refused for that reason alone.
 */
export const authorizerLibrary: Library = {
  name: "kubernetes.authz",
  functions: [
    method("path", ["authorizer_path", [authorizer, stringType], pathCheck]),
    method("group", ["authorizer_group", [authorizer, stringType], groupCheck]),
    method("serviceAccount", ["authorizer_serviceaccount", [authorizer, stringType, stringType], authorizer]),
    method("resource", ["groupcheck_resource", [groupCheck, stringType], resourceCheck]),
    method("subresource", ["resourcecheck_subresource", [resourceCheck, stringType], resourceCheck]),
    method("namespace", ["resourcecheck_namespace", [resourceCheck, stringType], resourceCheck]),
    method("name", ["resourcecheck_name", [resourceCheck, stringType], resourceCheck]),
    method(
      "check",
      ["pathcheck_check", [pathCheck, stringType], decision],
      ["resourcecheck_check", [resourceCheck, stringType], decision],
    ),
    method("errored", ["decision_errored", [decision], boolType]),
    method("error", ["decision_error", [decision], stringType]),
    method("allowed", ["decision_allowed", [decision], boolType]),
    method("reason", ["decision_reason", [decision], stringType]),
  ],
};

/** `fieldSelector` and `labelSelector` of a resource check. */
export const authorizerSelectorsLibrary: Library = {
  name: "kubernetes.authzSelectors",
  functions: [
    method("fieldSelector", ["authorizer_fieldselector", [resourceCheck, stringType], resourceCheck]),
    method("labelSelector", ["authorizer_labelselector", [resourceCheck, stringType], resourceCheck]),
  ],
};
