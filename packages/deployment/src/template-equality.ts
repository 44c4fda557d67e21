import { type Deployment, semanticallyEqual } from "@engenho/core";

/** What a Deployment's and a ReplicaSet's pods are made from (core/v1 PodTemplateSpec). */
export type PodTemplate = NonNullable<Deployment["spec"]>["template"];

/** The label that tells the pods of a Deployment's ReplicaSets apart (apps.DefaultDeploymentUniqueLabelKey). */
export const podTemplateHashLabel = "pod-template-hash";

/** Answers so far. Templates are immutable, and a settled Deployment asks about the same pairs again and again. */
const answers = new WeakMap<PodTemplate, WeakMap<PodTemplate, boolean>>();

/**
 * Whether two templates mean the same, whatever their pod-template-hash (deploymentutil.EqualIgnoreHash; DEP-25, DEP-26).
 * A spec that both share by reference costs nothing.
 */
export function equalIgnoringHash(left: PodTemplate | undefined, right: PodTemplate | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  let known = answers.get(left);
  if (known === undefined) {
    known = new WeakMap();
    answers.set(left, known);
  }
  let equal = known.get(right);
  if (equal === undefined) {
    equal = semanticallyEqual(withoutHash(left), withoutHash(right));
    known.set(right, equal);
  }
  return equal;
}

/** The template without the label pod-template-hash; it shares its spec with the one given. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const labels = template.metadata?.labels;
  if (labels === undefined || !Object.hasOwn(labels, podTemplateHashLabel)) return template;
  const { [podTemplateHashLabel]: _hash, ...others } = labels;
  return { ...template, metadata: { ...template.metadata, labels: others } };
}
