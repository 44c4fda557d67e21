import type { KubernetesObject } from "@engenho/core";
import { dns1123LabelFaults } from "@engenho/machinery";
import type { KindWarnings } from "../../definition/kind-warnings.js";
import { type PodLike, podSpecAndMetaWarnings } from "./pod-warnings.js";

const surprising = "which can result in surprising behavior; a DNS label is recommended";

/** The warnings of a workload: for its name on create, for its template whenever that may have changed. */
export function workload<T extends KubernetesObject>(warningsOf: (object: T) => readonly string[]): KindWarnings {
  return {
    ...namelessWorkload(warningsOf),
    warningsOnCreate: (object) => [...nameWarnings(object, "Pod names and hostnames"), ...warningsOf(object as T)],
  };
}

/** As {@link workload}, for a kind whose name becomes part of no Pod name. */
export function namelessWorkload<T extends KubernetesObject>(
  warningsOf: (object: T) => readonly string[],
): KindWarnings {
  return {
    warningsOnCreate: (object) => warningsOf(object as T),
    warningsOnUpdate: (next, current) =>
      next.metadata.generation === current.metadata.generation ? [] : warningsOf(next as T),
  };
}

/** A name that is valid, but not as the DNS label that it will be used as. */
export function nameWarnings({ metadata }: KubernetesObject, usedIn: string): readonly string[] {
  const faults = dns1123LabelFaults(metadata.name ?? "");
  if (faults.length === 0) return [];
  return [`metadata.name: this is used in ${usedIn}, ${surprising}: [${faults.join(" ")}]`];
}

/** The warnings of a Pod template at `spec.template`. */
export function templateWarnings(template: PodLike | undefined): readonly string[] {
  return template === undefined ? [] : podSpecAndMetaWarnings(template, "spec.template");
}
