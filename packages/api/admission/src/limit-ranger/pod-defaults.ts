import { type Container, copyWith, type coreV1, type KubernetesObject, type PodSpec, RecentMemo } from "@engenho/core";
import { buildMetadata } from "@engenho/registry";

type Pod = KubernetesObject & { readonly spec?: PodSpec };
type ResourceList = Readonly<Record<string, string>>;
type Ranges = readonly coreV1.LimitRange[];

/** The annotation in which the plugin records what it has set. */
const annotation = "kubernetes.io/limit-ranger";

interface DefaultedSpec {
  readonly ranges: Ranges;
  readonly spec: PodSpec;
  /** The text of the annotation; undefined if nothing was set. */
  readonly note: string | undefined;
}

/**
 * A function that sets the default requests and limits of a Pod's containers. Its results are memoized by the Pod's
 * spec, so that Pods that share a spec continue to share it.
 */
export function createPodDefaults(): (pod: Pod, ranges: Ranges) => Pod {
  const known = new RecentMemo<PodSpec, DefaultedSpec>();
  return (pod, ranges) => {
    if (pod.spec === undefined) return pod;
    let defaulted = known.get(pod.spec);
    if (defaulted?.ranges !== ranges) {
      defaulted = defaultSpec(pod.spec, ranges);
      known.set(pod.spec, defaulted);
    }
    const { spec, note } = defaulted;
    if (note === undefined) return pod;
    const annotations = { ...pod.metadata.annotations, [annotation]: note };
    return copyWith(pod, { metadata: buildMetadata(copyWith(pod.metadata, { annotations })), spec }) as Pod;
  };
}

function defaultSpec(spec: PodSpec, ranges: Ranges): DefaultedSpec {
  let current = spec;
  let note: string | undefined;
  for (const range of ranges) {
    const set: string[] = [];
    const requests = defaultsOf(range, "defaultRequest");
    const limits = defaultsOf(range, "default");
    const complete = (title: string) => (container: Container) => {
      const withLimits = merge(container.resources?.limits, limits);
      const withRequests = merge(container.resources?.requests, requests);
      if (withRequests.added.length > 0)
        set.push(`${withRequests.added.join(", ")} request for ${title} ${container.name}`);
      if (withLimits.added.length > 0) set.push(`${withLimits.added.join(", ")} limit for ${title} ${container.name}`);
      if (withRequests.added.length + withLimits.added.length === 0) return container;
      const resources = { ...container.resources };
      if (withRequests.added.length > 0) resources.requests = withRequests.list;
      if (withLimits.added.length > 0) resources.limits = withLimits.list;
      return copyWith(container, { resources }) as Container;
    };
    const containers = (current.containers ?? []).map(complete("container"));
    const initContainers = current.initContainers?.map(complete("init container"));
    if (set.length === 0) continue;
    current = copyWith(current, initContainers === undefined ? { containers } : { containers, initContainers });
    note = `LimitRanger plugin set: ${set.join("; ")}`;
  }
  return { ranges, spec: current, note };
}

/** The defaults of a LimitRange for containers; later limits win. */
function defaultsOf({ spec }: coreV1.LimitRange, field: "default" | "defaultRequest"): ResourceList {
  return Object.assign(
    {},
    ...(spec?.limits ?? []).filter(({ type }) => type === "Container").map((item) => item[field]),
  );
}

function merge(
  list: ResourceList | undefined,
  defaults: ResourceList,
): { list: ResourceList; added: readonly string[] } {
  const added = Object.keys(defaults).filter((name) => list === undefined || !Object.hasOwn(list, name));
  return { list: { ...defaults, ...list }, added: added.sort() };
}
