import type { Container, Pod, ServicePort } from "@engenho/core";

/**
 * The container port number for a Service port in a pod, or `undefined` if the pod has none (EP-21). A numeric target port
 * is used as it is. A named one is looked up by name and protocol in the containers, then in sidecars (init containers with
 * restartPolicy Always); the first match counts, and only `containerPort` is used.
 */
export function findTargetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === "number") return target;
  const protocol = port.protocol ?? "TCP";
  const found = findNamedPort(pod.spec?.containers ?? [], target, protocol);
  if (found !== undefined) return found;
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  return findNamedPort(sidecars, target, protocol);
}

function findNamedPort(containers: readonly Container[], name: string, protocol: string): number | undefined {
  for (const container of containers) {
    for (const port of container.ports ?? []) {
      if (port.name === name && (port.protocol ?? "TCP") === protocol) return port.containerPort;
    }
  }
  return undefined;
}
