import { andThen } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { isPrivileged } from "../modes/constant-authorizers.js";

const kinds: ReadonlySet<string> = new Set([
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
]);

/**
 * Keeps users from reading through the expressions of admission policies what they may not read: the writer of a policy
 * must be able to get its parameters, and the writer of a binding those that it refers to (upstream:
 * pkg/registry/admissionregistration, authz.go). The exceptions are those of {@link escalationGuard}, and like it, it
 * cannot be disabled.
 */
export const parameterGuard: AdmissionPlugin = {
  name: "AdmissionPolicyParameters",
  handles: (operation, { stored }, subresource) =>
    operation !== "DELETE" &&
    subresource === "" &&
    stored.group === "admissionregistration.k8s.io" &&
    kinds.has(stored.kind),
  validate({ user, ...request }, context) {
    const { authorizer } = context;
    if (user === undefined || authorizer === undefined || isPrivileged(user)) return;
    const checked = import("./check-parameters.js").then(({ checkParameters }) =>
      checkParameters({ ...request, user }, { context, authorizer }),
    );
    return andThen(checked, () => undefined);
  },
};
