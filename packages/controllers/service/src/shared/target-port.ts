import type { Container, Pod, ServicePort } from "@engenho/core";

/**
 * The number of the container port that a Service port leads to in a pod, or `undefined` when the pod has none (EP-21).
 * A number is itself. A name is looked up with its protocol in the containers, then in the init containers that keep
 * running (restartPolicy Always), first match in order; only `containerPort` counts.
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
