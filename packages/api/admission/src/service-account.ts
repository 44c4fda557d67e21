import { copyWith } from "@engenho/core";
import type { AdmissionPlugin } from "@engenho/registry";
import { podSpecPlugin } from "./pod-spec-plugin.js";

/**
 * A new Pod that names no ServiceAccount gets `default` (upstream: plugin/pkg/admission/serviceaccount). There is no volume with a
 * token, and the ServiceAccount need not exist.
 */
export const serviceAccount: AdmissionPlugin = podSpecPlugin("ServiceAccount", ["CREATE"], (spec) => {
  const account = spec.serviceAccountName || "default";
  if (account === spec.serviceAccountName && account === spec.serviceAccount) return spec;
  return copyWith(spec, { serviceAccountName: account, serviceAccount: account });
});
