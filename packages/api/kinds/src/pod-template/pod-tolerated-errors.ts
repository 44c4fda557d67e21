import type { ObjectMeta, PodSpec } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { hasInvalidDeletionCost } from "./pod-annotations.js";
import { hasInvalidLabelValues, hasInvalidTermSelectors } from "./spec/affinity.js";
import { placedContainers } from "./spec/placed-containers.js";
import { hasIndivisibleHugePages } from "./spec/resource-requirements.js";
import { faultySpreadParts } from "./spec/scheduling.js";
import { hasHostSysctls } from "./spec/sysctls.js";
import type { ToleratedError, ToleratedErrors } from "./spec/tolerated-errors.js";
import { checkLocalPath } from "./spec/volume-paths.js";

/** A stored Pod, or a template in a stored object. */
export interface StoredPod {
  readonly metadata?: Pick<ObjectMeta, "annotations"> | undefined;
  readonly spec?: PodSpec | undefined;
}

/**
 * The errors that an update may keep because the stored Pod or template has them (upstream:
 * GetValidationOptionsFromPodSpecAndMeta). Any seLinuxChangePolicy may follow another one: on create only "Recursive" is valid.
 */
export function toleratedErrors({ metadata, spec = { containers: [] } }: StoredPod): ToleratedErrors {
  const tolerated = new Set<ToleratedError>();
  const tolerate = (fault: ToleratedError, isThere: boolean) => {
    if (isThere) tolerated.add(fault);
  };
  const containers = placedContainers(spec, "").map(({ container }) => container);
  const lists = [...containers.flatMap(({ resources }) => [resources?.limits, resources?.requests]), spec.overhead];
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const spread = faultySpreadParts(spec.topologySpreadConstraints);
  tolerate("indivisible-huge-pages", lists.some(hasIndivisibleHugePages));
  tolerate("affinity-selector-values", hasInvalidTermSelectors(spec.affinity));
  tolerate("node-affinity-values", hasInvalidLabelValues(required?.nodeSelectorTerms));
  tolerate("spread-selectors", spread.selectors);
  tolerate("spread-label-keys", spread.labelKeys);
  tolerate("token-paths", hasForeignTokenPaths(spec));
  tolerate("host-sysctls", hasHostSysctls(spec));
  tolerate("selinux-change-policy", hasChangePolicy(spec));
  const devices = containers.some(({ volumeDevices = [] }) => volumeDevices.length > 0);
  tolerate("volume-devices-of-users", spec.hostUsers === false && devices);
  tolerate("pod-deletion-cost", hasInvalidDeletionCost(metadata?.annotations));
  return tolerated;
}

function hasChangePolicy(spec: PodSpec): boolean {
  const context = spec.securityContext as { readonly seLinuxChangePolicy?: string } | undefined;
  return context?.seLinuxChangePolicy !== undefined;
}

function hasForeignTokenPaths(spec: PodSpec): boolean {
  const causes = new Causes();
  for (const { projected } of spec.volumes ?? []) {
    for (const { serviceAccountToken: token } of projected?.sources ?? []) {
      if (token !== undefined) checkLocalPath(token.path ?? "", "", causes);
    }
  }
  return causes.list.length > 0;
}
