import type { Container, coreV1 } from "@engenho/core";
import {
  containersOf,
  nameContainers,
  namesWhere,
  type PodCheck,
  plural,
  quoted,
  settersOf,
  sortedSet,
} from "./check.js";

/** No network, process or IPC namespace of the host. */
export const hostNamespaces: PodCheck = ({ spec }) => {
  const used = [
    ...(spec.hostNetwork === true ? ["hostNetwork=true"] : []),
    ...(spec.hostPID === true ? ["hostPID=true"] : []),
    ...(spec.hostIPC === true ? ["hostIPC=true"] : []),
  ];
  return used.length === 0 ? undefined : { reason: "host namespaces", detail: used.join(", ") };
};

/** No volume of the host's files. */
export const hostPathVolumes: PodCheck = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: "hostPath volumes", detail: `${plural(names, "volume", "volumes")} ${quoted(names)}` };
};

/** No port of the host. */
export const hostPorts: PodCheck = (pod) => {
  const portsOf = ({ ports = [] }: Container) => ports.map(({ hostPort = 0 }) => hostPort).filter((port) => port !== 0);
  const names = namesWhere(pod, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sortedSet(containersOf(pod.spec).flatMap(portsOf).map(String));
  const uses = `${plural(names, "uses", "use")} ${plural(ports, "hostPort", "hostPorts")} ${ports.join(", ")}`;
  return { reason: "hostPort", detail: `${nameContainers(names)} ${uses}` };
};

/** No probe and no lifecycle handler of another host. */
export const hostProbesAndHostLifecycle: PodCheck = (pod) => {
  const names = sortedSet(namesWhere(pod, (container) => probedHosts(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sortedSet(containersOf(pod.spec).flatMap(probedHosts));
  const what = plural(hosts, "probe or lifecycle host", "probe or lifecycle hosts");
  const uses = `${plural(names, "uses", "use")} ${what} ${quoted(hosts)}`;
  return { reason: "probe or lifecycle host", detail: `${nameContainers(names)} ${uses}` };
};

type Handler = Pick<coreV1.Probe, "httpGet" | "tcpSocket"> | undefined;

function probedHosts({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): readonly string[] {
  const handlers: readonly Handler[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return handlers
    .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host])
    .filter((host): host is string => (host ?? "") !== "");
}

/** No Windows container in the host's own process space. */
export const windowsHostProcess: PodCheck = (pod) => {
  const isHostProcess = (context: Container["securityContext"] | coreV1.PodSecurityContext) =>
    context?.windowsOptions?.hostProcess === true;
  const setters = settersOf(
    isHostProcess(pod.spec.securityContext),
    namesWhere(pod, ({ securityContext }) => isHostProcess(securityContext)),
  );
  if (setters === "") return undefined;
  return { reason: "hostProcess", detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true` };
};
