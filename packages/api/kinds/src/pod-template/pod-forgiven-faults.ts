import type { ObjectMeta, PodSpec } from "@engenho/core";
import { Causes, type ForgivenFault, type ForgivenFaults } from "@engenho/machinery";
import { hasInvalidDeletionCost } from "./pod-annotations.js";
import { hasInvalidLabelValues, hasInvalidTermSelectors } from "./spec/affinity.js";
import { placedContainers } from "./spec/placed-containers.js";
import { hasIndivisibleHugePages } from "./spec/resource-requirements.js";
import { faultySpreadParts } from "./spec/scheduling.js";
import { hasHostSysctls } from "./spec/sysctls.js";
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
export function forgivenFaults({ metadata, spec = { containers: [] } }: StoredPod): ForgivenFaults {
  const forgiven = new Set<ForgivenFault>();
  const forgive = (fault: ForgivenFault, isThere: boolean) => {
    if (isThere) forgiven.add(fault);
  };
  const containers = placedContainers(spec, "").map(({ container }) => container);
  const lists = [...containers.flatMap(({ resources }) => [resources?.limits, resources?.requests]), spec.overhead];
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const spread = faultySpreadParts(spec.topologySpreadConstraints);
  forgive("indivisible-huge-pages", lists.some(hasIndivisibleHugePages));
  forgive("affinity-selector-values", hasInvalidTermSelectors(spec.affinity));
  forgive("node-affinity-values", hasInvalidLabelValues(required?.nodeSelectorTerms));
  forgive("spread-selectors", spread.selectors);
  forgive("spread-label-keys", spread.labelKeys);
  forgive("token-paths", hasForeignTokenPaths(spec));
  forgive("host-sysctls", hasHostSysctls(spec));
  forgive("selinux-change-policy", hasChangePolicy(spec));
  const devices = containers.some(({ volumeDevices = [] }) => volumeDevices.length > 0);
  forgive("volume-devices-of-users", spec.hostUsers === false && devices);
  forgive("pod-deletion-cost", hasInvalidDeletionCost(metadata?.annotations));
  return forgiven;
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
