import { isPodTerminal, type Pod, type Service } from "@engenho/core";

/** Whether the Service has an address of its own: a clusterIP that is neither empty nor `None`. */
export function hasClusterIp(service: Service): boolean {
  const clusterIp = service.spec?.clusterIP ?? "";
  return clusterIp !== "" && clusterIp !== "None";
}

/**
 * The selector by which the Service finds its pods; `undefined` when its endpoints are none of the controllers' business:
 * type ExternalName, or no selector (EP-11, EP-12, ES-6). An empty selector finds every pod of the namespace.
 */
export function podSelectorOf(service: Service): Readonly<Record<string, string>> | undefined {
  if (service.spec?.type === "ExternalName") return undefined;
  return service.spec?.selector;
}

/**
 * Whether the pod can be an endpoint at all (EP-14, ES-14): not run to its end, with an IP, and not being deleted unless
 * `includeTerminating`.
 */
export function shouldPodBeInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod)) return false;
  const status = pod.status;
  if ((status?.podIP ?? "") === "" && (status?.podIPs ?? []).length === 0) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The pod's host name within the Service, where it has one: its subdomain is the Service's name (EP-16). */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  if (hostname === undefined || hostname === "") return undefined;
  return subdomain === service.metadata.name ? hostname : undefined;
}
