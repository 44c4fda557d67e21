import { copyWith, type KubernetesObject, type PodSpec } from "@engenho/core";
import { memoizeByReference } from "@engenho/machinery";
import type { AdmissionOperation, AdmissionPlugin } from "@engenho/registry";

/** How a plugin completes the spec of Pods; both functions are pure. */
export interface PodSpecCompletion {
  /** Whether the spec is already complete. Called for each write. */
  isComplete(spec: PodSpec): boolean;
  /** The completed spec; only called if something is missing. */
  complete(spec: PodSpec): PodSpec;
}

/**
 * A plugin that mutates the spec of Pods, for these operations on the Pod itself, not on its subresources. Completed specs are
 * memoized by the spec as it was sent, so that Pods that share a spec continue to share it.
 */
export function podSpecPlugin(
  name: string,
  operations: readonly AdmissionOperation[],
  { isComplete, complete }: PodSpecCompletion,
): AdmissionPlugin {
  const completed = memoizeByReference(complete);
  return {
    name,
    handles: (operation, { stored }, subresource) =>
      subresource === "" && stored.group === "" && stored.kind === "Pod" && operations.includes(operation),
    mutate({ object }) {
      const pod = object as KubernetesObject & { readonly spec?: PodSpec };
      const spec = pod.spec ?? noContainers;
      return isComplete(spec) ? object : (copyWith(pod, { spec: completed(spec) }) as KubernetesObject);
    },
  };
}

const noContainers: PodSpec = Object.freeze({ containers: [] });
