import { copyWith, type coreV1, type KubernetesObject, type PodSpec } from "@engenho/core";
import { type AdmissionPlugin, admissionForbidden } from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";

type Pod = KubernetesObject & { readonly spec?: PodSpec };

/** Rejects new external IPs of Services (upstream: network/denyserviceexternalips). */
export const denyServiceExternalIps: AdmissionPlugin = {
  name: "DenyServiceExternalIPs",
  handles: (operation, { stored }, subresource) =>
    operation !== "DELETE" && subresource === "" && stored.kind === "Service" && stored.group === "",
  validate(request) {
    const ipsOf = (object: unknown) => (object as coreV1.Service | undefined)?.spec?.externalIPs ?? [];
    const known = ipsOf(request.oldObject);
    if (ipsOf(request.object).every((ip) => known.includes(ip))) return;
    throw admissionForbidden(request, { reason: "Use of external IPs is denied by admission control" });
  },
};

/** Makes Pods that ask for an extended resource tolerate taints with its name (upstream: extendedresourcetoleration). */
export const extendedResourceToleration: AdmissionPlugin = {
  name: "ExtendedResourceToleration",
  handles: (operation, resource, subresource) => operation !== "DELETE" && subresource === "" && isPod(resource),
  mutate({ object }) {
    const pod = object as Pod;
    const { containers = [], initContainers = [], tolerations = [] } = pod.spec ?? { containers: [] };
    const names = [...containers, ...initContainers].flatMap(({ resources }) => Object.keys(resources?.requests ?? {}));
    const extended = [...new Set(names.filter(isExtended))].sort();
    const missing = extended.filter((key) => !tolerations.some((toleration) => toleratesNoSchedule(toleration, key)));
    if (missing.length === 0) return pod;
    const added = missing.map((key) => ({ key, operator: "Exists", effect: "NoSchedule" }));
    return copyWith(pod, { spec: { ...pod.spec, tolerations: [...tolerations, ...added] } });
  },
};

function toleratesNoSchedule({ key, operator, effect, value }: coreV1.Toleration, name: string): boolean {
  return key === name && operator === "Exists" && effect === "NoSchedule" && (value ?? "") === "";
}

/** Whether a resource has a domain of its own (helper.IsExtendedResourceName). */
function isExtended(name: string): boolean {
  return name.includes("/") && !name.includes("kubernetes.io/") && !name.startsWith("requests.");
}

/**
 * Rejects Pods whose required anti-affinity has another topology key than the hostname (upstream:
 * plugin/pkg/admission/antiaffinity).
 */
export const limitPodHardAntiAffinityTopology: AdmissionPlugin = {
  name: "LimitPodHardAntiAffinityTopology",
  handles: (operation, resource, subresource) => operation !== "DELETE" && subresource === "" && isPod(resource),
  validate(request) {
    const { affinity } = (request.object as Pod).spec ?? {};
    const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const other = terms.find(({ topologyKey }) => topologyKey !== "kubernetes.io/hostname");
    if (other === undefined) return;
    throw admissionForbidden(request, {
      reason: `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${other.topologyKey} but only key kubernetes.io/hostname is allowed`,
    });
  },
};
