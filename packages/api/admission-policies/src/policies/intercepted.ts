import type { Resource } from "@engenho/registry";

/**
 * Kinds that policies never see, because a policy about them could lock the cluster (policy/generic/plugin.go,
 * admission/exclusion).
 */
const excluded: ReadonlySet<string> = new Set([
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
  "selfsubjectreviews.authentication.k8s.io",
  "tokenreviews.authentication.k8s.io",
  "localsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectrulesreviews.authorization.k8s.io",
  "subjectaccessreviews.authorization.k8s.io",
]);

/** Whether policies see requests for a kind. */
export function isIntercepted({ qualifiedName }: Resource): boolean {
  return !excluded.has(qualifiedName);
}
