import { type Container, definedFields, type Pod, type Service, type ServicePort } from "@engenho/core";
import { type NetworkPort, portSetKey } from "./port-order.js";
import { findTargetPort } from "./target-port.js";

/** The ports that some pods of a Service have. Pods that resolve a named port differently are in different groups (EP-22). */
export interface PortGroup {
  /** Equal for two groups exactly if they have the same ports. */
  readonly key: string;
  /** In the Service's order, without those that the pod does not have. */
  readonly ports: readonly NetworkPort[];
}

/**
 * Returns a function that finds the ports of a Service's pods (EP-20). It is created for one reconcile: pods of one template,
 * or all pods if the Service has no named target ports, share the result, so that the cost per pod is one lookup.
 */
export function createPortGroups(service: Service): (pod: Pod) => PortGroup {
  const servicePorts = service.spec?.ports ?? [];
  const groups = new Map<string, PortGroup>();
  const resolve = (pod: Pod): PortGroup => {
    const ports = resolvePorts(pod, servicePorts);
    const key = portSetKey(ports);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = { key, ports };
    groups.set(key, group);
    return group;
  };
  const named = servicePorts.some(({ targetPort }) => typeof targetPort === "string");
  return named ? cacheByContainers(resolve) : cacheFirst(resolve);
}

function resolvePorts(pod: Pod, servicePorts: readonly ServicePort[]): readonly NetworkPort[] {
  const ports: NetworkPort[] = [];
  for (const servicePort of servicePorts) {
    const port = findTargetPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = "", protocol = "TCP", appProtocol } = servicePort;
    ports.push(definedFields({ name, port, protocol, appProtocol }));
  }
  return ports;
}

function cacheFirst(resolve: (pod: Pod) => PortGroup): (pod: Pod) => PortGroup {
  let group: PortGroup | undefined;
  return (pod) => {
    group ??= resolve(pod);
    return group;
  };
}

/** Pods of one template share their list of containers. Pods with init containers are rare, and resolved one by one. */
function cacheByContainers(resolve: (pod: Pod) => PortGroup): (pod: Pod) => PortGroup {
  const known = new Map<readonly Container[], PortGroup>();
  return (pod) => {
    const containers = pod.spec?.containers;
    if (containers === undefined || pod.spec?.initContainers !== undefined) return resolve(pod);
    let group = known.get(containers);
    if (group === undefined) {
      group = resolve(pod);
      known.set(containers, group);
    }
    return group;
  };
}
