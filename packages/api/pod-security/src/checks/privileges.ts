import type { Container } from "@engenho/core";
import {
  containersOf,
  isForWindows,
  nameContainers,
  namesWhere,
  type PodCheck,
  quoted,
  settersOf,
  sortedSet,
} from "./check.js";

/** No privileged container. */
export const privileged: PodCheck = (pod) => {
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: "privileged", detail: `${nameContainers(names)} must not set securityContext.privileged=true` };
};

/** Only the default mask of /proc. */
export const procMount: PodCheck = (pod) => {
  const typeOf = ({ securityContext }: Container) => securityContext?.procMount ?? "Default";
  const names = namesWhere(pod, (container) => typeOf(container) !== "Default");
  if (names.length === 0) return undefined;
  const types = sortedSet(
    containersOf(pod.spec)
      .map(typeOf)
      .filter((type) => type !== "Default"),
  );
  return {
    reason: "procMount",
    detail: `${nameContainers(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
};

const defaultCapabilities: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** No capabilities beyond those of container runtimes. */
export const capabilitiesBaseline: PodCheck = (pod) => {
  const detail = describeAdded(pod, (name) => !defaultCapabilities.has(name));
  return detail === undefined ? undefined : { reason: "non-default capabilities", detail };
};

/** All capabilities are dropped, and at most NET_BIND_SERVICE is added. */
export const capabilitiesRestricted: PodCheck = (pod) => {
  const keeping = namesWhere(
    pod,
    ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes("ALL"),
  );
  const details = [
    ...(keeping.length === 0 ? [] : [`${nameContainers(keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    describeAdded(pod, (name) => name !== "NET_BIND_SERVICE"),
  ].filter((detail) => detail !== undefined);
  return details.length === 0 ? undefined : { reason: "unrestricted capabilities", detail: details.join("; ") };
};

function describeAdded(pod: Parameters<PodCheck>[0], isForbidden: (name: string) => boolean): string | undefined {
  const forbidden = ({ securityContext }: Container) => (securityContext?.capabilities?.add ?? []).filter(isForbidden);
  const names = namesWhere(pod, (container) => forbidden(container).length > 0);
  if (names.length === 0) return undefined;
  const added = sortedSet(containersOf(pod.spec).flatMap(forbidden));
  return `${nameContainers(names)} must not include ${quoted(added)} in securityContext.capabilities.add`;
}

/** No container may gain privileges. */
export const allowPrivilegeEscalation: PodCheck = (pod) => {
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: "allowPrivilegeEscalation != false",
    detail: `${nameContainers(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

/** Neither the Pod nor a container sets runAsNonRoot to false, and for each container it is true. */
export const runAsNonRoot: PodCheck = (pod) => {
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const reason = "runAsNonRoot != true";
  const setters = settersOf(
    ofPod === false,
    namesWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === false),
  );
  if (setters !== "") return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  if (ofPod === true) return undefined;
  const silent = namesWhere(pod, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${nameContainers(silent)} must set securityContext.runAsNonRoot=true` };
};

/** Neither the Pod nor a container sets runAsUser to 0. */
export const runAsUser: PodCheck = (pod) => {
  const setters = settersOf(
    pod.spec.securityContext?.runAsUser === 0,
    namesWhere(pod, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  return setters === "" ? undefined : { reason: "runAsUser=0", detail: `${setters} must not set runAsUser=0` };
};

/** A check that Windows Pods are exempt from. */
export function exceptWindows(check: PodCheck): PodCheck {
  return (pod) => (isForWindows(pod) ? undefined : check(pod));
}
