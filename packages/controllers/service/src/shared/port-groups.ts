import type { Container, Pod, Service, ServicePort } from "@engenho/core";
import { type NetworkPort, portSetKey } from "./port-order.js";
import { findTargetPort } from "./target-port.js";

/** The ports that some pods of a Service offer. Pods that resolve a named port differently are in different groups (EP-22). */
export interface PortGroup {
  /** The same for two groups exactly when they have the same ports. */
  readonly key: string;
  /** In the Service's order; without those that the pod does not have. */
  readonly ports: readonly NetworkPort[];
}

/**
 * Tells of each pod of one Service which ports it offers (EP-20). Made for one reconcile: pods of one template, and all
 * pods where the Service names no ports, share the answer, so the cost per pod is a look-up.
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
  return named ? rememberByContainers(resolve) : rememberFirst(resolve);
}

function resolvePorts(pod: Pod, servicePorts: readonly ServicePort[]): readonly NetworkPort[] {
  const ports: NetworkPort[] = [];
  for (const servicePort of servicePorts) {
    const port = findTargetPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = "", protocol = "TCP", appProtocol } = servicePort;
    ports.push({ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports;
}

function rememberFirst(resolve: (pod: Pod) => PortGroup): (pod: Pod) => PortGroup {
  let group: PortGroup | undefined;
  return (pod) => {
    group ??= resolve(pod);
    return group;
  };
}

/** Pods of one template share their list of containers. Those with init containers are few, and looked at one by one. */
function rememberByContainers(resolve: (pod: Pod) => PortGroup): (pod: Pod) => PortGroup {
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
