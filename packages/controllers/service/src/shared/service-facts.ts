import { isPodTerminal, type Pod, type Service } from "@engenho/core";

/** Whether the Service has a cluster IP: one that is neither empty nor `None`. */
export function hasClusterIp(service: Service): boolean {
  const clusterIp = service.spec?.clusterIP ?? "";
  return clusterIp !== "" && clusterIp !== "None";
}

/**
 * The Service's pod selector; `undefined` if the controllers do not manage its endpoints: type ExternalName, or no selector
 * (EP-11, EP-12, ES-6). An empty selector selects every pod of the namespace.
 */
export function podSelectorOf(service: Service): Readonly<Record<string, string>> | undefined {
  if (service.spec?.type === "ExternalName") return undefined;
  return service.spec?.selector;
}

/**
 * Whether the pod can be an endpoint (EP-14, ES-14): not terminal, with an IP, and not terminating unless
 * `includeTerminating`.
 */
export function shouldPodBeInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod)) return false;
  const status = pod.status;
  if ((status?.podIP ?? "") === "" && (status?.podIPs ?? []).length === 0) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The pod's hostname within the Service, if its subdomain is the Service's name (EP-16). */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  if (hostname === undefined || hostname === "") return undefined;
  return subdomain === service.metadata.name ? hostname : undefined;
}
