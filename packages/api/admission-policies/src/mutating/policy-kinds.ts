import type { admissionregistrationV1beta1, KubernetesObject, Stored } from "@engenho/core";
import type { PolicyHook } from "../policies/policy-hooks.js";

/** A MutatingAdmissionPolicy of admissionregistration.k8s.io/v1beta1. */
export interface MutatingPolicy extends KubernetesObject {
  readonly spec?: admissionregistrationV1beta1.MutatingAdmissionPolicySpec;
}

/** A MutatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1beta1. */
export interface MutatingBinding extends KubernetesObject {
  readonly spec?: admissionregistrationV1beta1.MutatingAdmissionPolicyBindingSpec;
}

/** A policy and its bindings. */
export type MutatingHook = PolicyHook<MutatingPolicy, MutatingBinding>;

/** A policy with one binding and one parameter that matches a request. */
export interface Invocation {
  readonly policy: Stored<MutatingPolicy>;
  readonly binding: Stored<MutatingBinding>;
  readonly params: KubernetesObject | null;
}
