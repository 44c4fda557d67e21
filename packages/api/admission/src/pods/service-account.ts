import { copyWith } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { podSpecPlugin } from "./pod-spec-plugin.js";

/**
 * Sets the ServiceAccount of a new Pod to `default` if it has none (upstream: plugin/pkg/admission/serviceaccount). It adds no
 * token volume, and does not require the ServiceAccount to exist.
 */
export const serviceAccount: AdmissionPlugin = podSpecPlugin("ServiceAccount", ["CREATE"], (spec) => {
  const account = spec.serviceAccountName || "default";
  if (account === spec.serviceAccountName && account === spec.serviceAccount) return spec;
  return copyWith(spec, { serviceAccountName: account, serviceAccount: account });
});
