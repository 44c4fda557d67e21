import { copyWith, type KubernetesObject, type PodSpec } from "@engenho/core";
import { memoizeByReference } from "@engenho/machinery";
import type { AdmissionOperation, AdmissionPlugin } from "@engenho/registry";

/**
 * A plugin that mutates the spec of Pods, for these operations on the Pod itself, not on its subresources. Results of `change`
 * are memoized by the spec, so that Pods that share a spec continue to share it.
 */
export function podSpecPlugin(
  name: string,
  operations: readonly AdmissionOperation[],
  change: (spec: PodSpec) => PodSpec,
): AdmissionPlugin {
  const changed = memoizeByReference(change);
  return {
    name,
    handles: (operation, { stored }, subresource) =>
      subresource === "" && stored.group === "" && stored.kind === "Pod" && operations.includes(operation),
    mutate({ object }) {
      const pod = object as KubernetesObject & { readonly spec?: PodSpec };
      const before = pod.spec ?? noContainers;
      const spec = changed(before);
      return spec === pod.spec ? object : (copyWith(pod, { spec }) as KubernetesObject);
    },
  };
}

const noContainers: PodSpec = Object.freeze({ containers: [] });
