import type { AdmissionPlugin } from "@engenho/registry";
import { nodeRestriction } from "../node-restriction/node-restriction.js";
import { alwaysAdmit, alwaysDeny } from "./always.js";
import { alwaysPullImages } from "./always-pull-images.js";
import { namespaceAutoProvision, namespaceExists } from "./namespace-exists.js";
import { ownerReferencesPermissionEnforcement } from "./owner-references.js";
import { podNodeSelector } from "./pod-node-selector.js";
import { podTolerationRestriction } from "./pod-toleration-restriction.js";
import {
  denyServiceExternalIps,
  extendedResourceToleration,
  limitPodHardAntiAffinityTopology,
} from "./pods-and-services.js";

/** The plugins that upstream does not enable by default, as far as they need no configuration, in upstream's order. */
export function optionalAdmission(): readonly AdmissionPlugin[] {
  return [
    alwaysAdmit,
    namespaceAutoProvision,
    namespaceExists,
    limitPodHardAntiAffinityTopology,
    nodeRestriction,
    alwaysPullImages,
    podNodeSelector(),
    podTolerationRestriction(),
    extendedResourceToleration,
    ownerReferencesPermissionEnforcement,
    denyServiceExternalIps,
    alwaysDeny,
  ];
}
