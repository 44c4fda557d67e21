import { type Container, definedFields, type Pod, type PodSpec } from "@engenho/core";
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
const defaultPodSpec: (spec: PodSpec) => PodSpec = memoizeByReference(withPodSpecDefaults);

function withPodSpecDefaults(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName || spec.serviceAccount;
  const { containers, initContainers, ephemeralContainers, volumes } = spec;
  return withFields<PodSpec>(
    spec,
    definedFields({
      containers: containers && mapShared(containers, defaultContainer),
      initContainers: initContainers && mapShared(initContainers, defaultContainer),
      ephemeralContainers: ephemeralContainers && mapShared(ephemeralContainers, defaultContainer),
      volumes: volumes && mapShared(volumes, defaultVolume),
      serviceAccountName: account || undefined,
      serviceAccount: account || undefined,
    }),
  );
}

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
  const shared = withPodSpecDefaults(spec);
  const complete = (container: Container) => defaultHostPorts(defaultRequests(container), shared.hostNetwork === true);
  const { containers, initContainers } = shared;
  const completed = withFields<PodSpec>(
    shared,
    definedFields({
      enableServiceLinks: shared.enableServiceLinks ?? true,
      containers: containers && mapShared(containers, complete),
      initContainers: initContainers && mapShared(initContainers, complete),
    }),
  );
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
