import type { FunctionDeclaration, Implementation } from "../library/function.js";
import type { Library } from "../library/library.js";
import { boolType, type CelType, stringType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import type { CelResult } from "../values/value.js";
import {
  authorizerType,
  CelAuthorizer,
  type CelDecision,
  CelGroupCheck,
  CelPathCheck,
  CelResourceCheck,
  decisionType,
  groupCheckType,
  pathCheckType,
  type ResourceParts,
  resourceCheckType,
} from "./authorizer-values.js";
import { overload } from "./declare.js";

/** The types whose values are compared at cost 1. */
export const authorizationTypes: readonly CelType[] = [
  authorizerType,
  pathCheckType,
  groupCheckType,
  resourceCheckType,
  decisionType,
];

type MemberOverload = readonly [
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  implementation: Implementation,
];

function method(name: string, ...overloads: readonly MemberOverload[]): FunctionDeclaration {
  return { name, overloads: overloads.map((parts) => overload.member(...parts)) };
}

const isBlank = (text: string) => text.trim() === "";

/** A function that restricts a resource check. */
function restriction(name: keyof ResourceParts, id: string): FunctionDeclaration {
  const restrict = (check: CelResourceCheck, text: string) => check.with({ [name]: text });
  return method(name, [id, [resourceCheckType, stringType], resourceCheckType, restrict]);
}

/** The validation of names that the authorizer library needs, and that API servers have. */
export interface NameChecks {
  /** The errors in a DNS subdomain; empty if it is valid. */
  readonly dns1123Subdomain: (text: string) => readonly string[];
  /** The errors in a DNS label; empty if it is valid. */
  readonly dns1123Label: (text: string) => readonly string[];
}

/** The functions of the variable `authorizer` of admission policies (library/authz.go). */
export function authorizerLibrary(names: NameChecks): Library {
  const path = (authorizer: CelAuthorizer, text: string): CelResult =>
    isBlank(text) ? new CelError("path must not be empty") : new CelPathCheck(authorizer, text);
  const group = (authorizer: CelAuthorizer, name: string) => new CelGroupCheck(authorizer, name);
  const serviceAccount = (authorizer: CelAuthorizer, namespace: string, name: string): CelResult => {
    if (names.dns1123Subdomain(name).length > 0) return new CelError("Invalid service account name");
    if (names.dns1123Label(namespace).length > 0) return new CelError("Invalid service account namespace");
    return new CelAuthorizer(authorizer.answer, { serviceAccount: { namespace, name } });
  };
  const resource = (check: CelGroupCheck, name: string): CelResult =>
    isBlank(name)
      ? new CelError("resource must not be empty")
      : new CelResourceCheck(check.authorizer, { ...anyObject, group: check.group, resource: name });
  const check = (asked: CelPathCheck | CelResourceCheck, verb: string) => asked.check(verb);
  return {
    name: "kubernetes.authz",
    functions: [
      method("path", ["authorizer_path", [authorizerType, stringType], pathCheckType, path]),
      method("group", ["authorizer_group", [authorizerType, stringType], groupCheckType, group]),
      method("serviceAccount", [
        "authorizer_serviceaccount",
        [authorizerType, stringType, stringType],
        authorizerType,
        serviceAccount,
      ]),
      method("resource", ["groupcheck_resource", [groupCheckType, stringType], resourceCheckType, resource]),
      restriction("subresource", "resourcecheck_subresource"),
      restriction("namespace", "resourcecheck_namespace"),
      restriction("name", "resourcecheck_name"),
      method(
        "check",
        ["pathcheck_check", [pathCheckType, stringType], decisionType, check],
        ["resourcecheck_check", [resourceCheckType, stringType], decisionType, check],
      ),
      method("errored", ["decision_errored", [decisionType], boolType, errored]),
      method("error", ["decision_error", [decisionType], stringType, errorOf]),
      method("allowed", ["decision_allowed", [decisionType], boolType, allowed]),
      method("reason", ["decision_reason", [decisionType], stringType, reasonOf]),
    ],
  };
}

const anyObject = { subresource: "", namespace: "", name: "", fieldSelector: "", labelSelector: "" };

const errored = ({ answer }: CelDecision) => answer.error !== undefined;
const errorOf = ({ answer }: CelDecision) => answer.error ?? "";
const allowed = ({ answer }: CelDecision) => answer.allowed;
const reasonOf = ({ answer }: CelDecision) => answer.reason;

/** `fieldSelector` and `labelSelector` of a resource check. */
export const authorizerSelectorsLibrary: Library = {
  name: "kubernetes.authzSelectors",
  functions: [
    restriction("fieldSelector", "authorizer_fieldselector"),
    restriction("labelSelector", "authorizer_labelselector"),
  ],
};
