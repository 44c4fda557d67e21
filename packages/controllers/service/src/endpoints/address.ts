import { definedFields, type IpFamily, type Pod, RecentMemo, type Service } from "@engenho/core";
import { canonicalIp, isIpv6 } from "../shared/ip-address.js";
import { podMemoLimit } from "../shared/pod-memo-limit.js";
import type { EndpointAddress } from "../shared/repack-subsets.js";
import { hasClusterIp, hostnameOf } from "../shared/service-facts.js";

/** Makes a pod's address for the Endpoints of one Service; `undefined` if the pod has no IP of the Service's family. */
export type AddressMaker = (pod: Pod) => EndpointAddress | undefined;

/**
 * Makes the addresses of pods for the Endpoints of Services (EP-15, EP-16). The address object of a pod is cached while the
 * pod does not change, and shared between versions of the Endpoints.
 */
export function createAddressMakers(): (service: Service) => AddressMaker {
  const known = new RecentMemo<Pod, EndpointAddress>(podMemoLimit);
  return (service) => {
    const serviceFamily = familyOf(service);
    return (pod) => {
      const family = serviceFamily ?? (isIpv6(pod.status?.podIP) ? "IPv6" : "IPv4");
      const hostname = hostnameOf(pod, service);
      const earlier = known.get(pod);
      if (earlier !== undefined && earlier.hostname === hostname && earlier.ip.includes(":") === (family === "IPv6")) {
        return earlier;
      }
      const address = makeAddress(pod, family, hostname);
      if (address !== undefined) known.set(pod, address);
      return address;
    };
  };
}

/** The IP family of a Service's Endpoints: its first one, or that of its cluster IP; `undefined`: each pod's own (EP-15). */
function familyOf(service: Service): IpFamily | undefined {
  const first = service.spec?.ipFamilies?.[0];
  if (first !== undefined) return first === "IPv6" ? "IPv6" : "IPv4";
  if (!hasClusterIp(service)) return undefined;
  return isIpv6(service.spec?.clusterIP) ? "IPv6" : "IPv4";
}

function makeAddress(pod: Pod, family: IpFamily, hostname: string | undefined): EndpointAddress | undefined {
  for (const { ip } of pod.status?.podIPs ?? []) {
    const parsed = ip === undefined ? undefined : canonicalIp(ip);
    if (parsed?.family !== family) continue;
    const { namespace = "", name = "", uid = "" } = pod.metadata;
    return definedFields({
      ip: parsed.text,
      hostname,
      // Set even if empty, as upstream does; the Endpoints then fail validation (EP-17).
      nodeName: pod.spec?.nodeName ?? "",
      targetRef: { kind: "Pod", namespace, name, uid },
    });
  }
  return undefined;
}
