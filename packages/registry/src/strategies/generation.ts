import { type KubernetesObject, type Stored, semanticallyEqual } from "@engenho/core";
import type { GenerationPolicy } from "@engenho/kinds";
import type { Strategy } from "../strategy.js";
import { type Sections, withoutFields } from "./fields.js";

/** When `metadata.generation` grows under a policy (AP-22), compared by meaning (AP-23). */
export function generationRule(policy: GenerationPolicy): Strategy["generation"] {
  switch (policy) {
    case "none":
      return undefined;
    case "fixed":
      return { initial: 1, changes: () => false };
    case "spec":
      return { initial: 1, changes: specChanged };
    case "spec-or-annotations":
      return {
        initial: 1,
        changes: (next, current) =>
          specChanged(next, current) || !semanticallyEqual(next.metadata.annotations, current.metadata.annotations),
      };
    case "template":
      return { initial: 1, changes: (next, current) => !semanticallyEqual(templateOf(next), templateOf(current)) };
    case "content":
      return { initial: 1, changes: contentChanged };
    case "content-or-labels":
      return {
        initial: 1,
        changes: (next, current) =>
          contentChanged(next, current) || !semanticallyEqual(next.metadata.labels, current.metadata.labels),
      };
  }
}

/** Whether the two specs mean something else. */
export function specChanged(next: KubernetesObject, current: Stored): boolean {
  return !semanticallyEqual((next as Sections).spec, (current as Sections).spec);
}

function contentChanged(next: KubernetesObject, current: Stored): boolean {
  const outside = ["apiVersion", "kind", "metadata", "status"];
  return !semanticallyEqual(withoutFields(next, outside), withoutFields(current, outside));
}

function templateOf(object: KubernetesObject): unknown {
  return (object as { readonly template?: unknown }).template;
}
