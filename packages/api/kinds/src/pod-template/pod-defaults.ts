import type { Container, Pod, PodSpec } from "@engenho/core";
import { memoizeByReference } from "@engenho/machinery";
import { mapShared, withFields } from "@engenho/registry";
import { imageTag } from "./image-tag.js";
import { defaultPodResources, type PodResources } from "./spec/pod-resources.js";

type Volume = NonNullable<PodSpec["volumes"]>[number];
type Resources = NonNullable<Container["resources"]>;

/**
 * The conditional defaults of a PodSpec in Pods and templates (AP-57): imagePullPolicy from the tag, an emptyDir for a volume
 * without a source, equal serviceAccount and serviceAccountName. The unconditional ones are in the schema. Caches its results.
 */
export const defaultPodSpec: (spec: PodSpec) => PodSpec = memoizeByReference((spec) => {
  const account = spec.serviceAccountName || spec.serviceAccount;
  return withFields<PodSpec>(spec, {
    ...(spec.containers === undefined ? {} : { containers: mapShared(spec.containers, defaultContainer) }),
    ...(spec.initContainers === undefined ? {} : { initContainers: mapShared(spec.initContainers, defaultContainer) }),
    ...(spec.ephemeralContainers === undefined
      ? {}
      : { ephemeralContainers: mapShared(spec.ephemeralContainers, defaultContainer) }),
    ...(spec.volumes === undefined ? {} : { volumes: mapShared(spec.volumes, defaultVolume) }),
    ...(account === undefined || account === "" ? {} : { serviceAccountName: account, serviceAccount: account }),
  });
});

/** The same for a template. */
export function defaultPodTemplate<T extends { readonly spec?: PodSpec }>(template: T): T {
  const { spec } = template;
  const defaulted = spec === undefined ? undefined : defaultPodSpec(spec);
  return defaulted === spec ? template : { ...template, spec: defaulted };
}

/**
 * The defaults of {@link defaultPodSpec}, and those of Pods only: enableServiceLinks, requests from limits (also of the whole
 * Pod), host ports.
 */
export function defaultPod(pod: Pod): Pod {
  return pod.spec === undefined ? pod : withFields(pod, { spec: defaultPodOnlySpec(pod.spec) });
}

const defaultPodOnlySpec = memoizeByReference((spec: PodSpec): PodSpec => {
  const shared = defaultPodSpec(spec);
  const complete = (container: Container) => defaultHostPorts(defaultRequests(container), shared.hostNetwork === true);
  const completed = withFields<PodSpec>(shared, {
    enableServiceLinks: shared.enableServiceLinks ?? true,
    ...(shared.containers === undefined ? {} : { containers: mapShared(shared.containers, complete) }),
    ...(shared.initContainers === undefined ? {} : { initContainers: mapShared(shared.initContainers, complete) }),
  });
  const resources = defaultPodResources(completed);
  return resources === undefined
    ? completed
    : withFields<PodSpec & { resources?: PodResources }>(completed, { resources });
});

function defaultContainer<T extends { readonly image?: string; readonly imagePullPolicy?: string }>(container: T): T {
  if (container.imagePullPolicy !== undefined && container.imagePullPolicy !== "") return container;
  return { ...container, imagePullPolicy: imageTag(container.image ?? "") === "latest" ? "Always" : "IfNotPresent" };
}

function defaultVolume(volume: Volume): Volume {
  return Object.keys(volume).some((key) => key !== "name") ? volume : { ...volume, emptyDir: {} };
}

function defaultRequests(container: Container): Container {
  const { resources } = container;
  if (resources?.limits === undefined) return container;
  const requests = resources.requests ?? {};
  const missing = Object.entries(resources.limits).filter(([name]) => !Object.hasOwn(requests, name));
  if (missing.length === 0) return container;
  const filled: Resources = { ...resources, requests: { ...requests, ...Object.fromEntries(missing) } };
  return { ...container, resources: filled };
}

function defaultHostPorts(container: Container, hostNetwork: boolean): Container {
  if (!hostNetwork || container.ports === undefined) return container;
  const ports = mapShared(container.ports, (port) =>
    (port.hostPort ?? 0) === 0 ? { ...port, hostPort: port.containerPort } : port,
  );
  return withFields<Container>(container, { ports });
}
