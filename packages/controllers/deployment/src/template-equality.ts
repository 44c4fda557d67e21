import { RecentMemo, semanticallyEqual } from "@engenho/core";
import type { PodTemplate } from "./pod-template.js";
import { podTemplate } from "./pod-template-type.js";

/** The label that distinguishes the pods of a Deployment's ReplicaSets (apps.DefaultDeploymentUniqueLabelKey). */
export const podTemplateHashLabel = "pod-template-hash";

/**
 * The last result for each ReplicaSet's template. Templates are immutable, and every reconcile compares the Deployment's
 * template with those of its ReplicaSets.
 */
const answers = new RecentMemo<PodTemplate, { readonly asked: PodTemplate; readonly equal: boolean }>();

/**
 * Whether two templates are semantically equal, ignoring pod-template-hash (deploymentutil.EqualIgnoreHash; DEP-25, DEP-26).
 * A spec shared by reference is not compared.
 */
export function equalIgnoringHash(
  ofDeployment: PodTemplate | undefined,
  ofReplicaSet: PodTemplate | undefined,
): boolean {
  if (ofDeployment === undefined || ofReplicaSet === undefined) return ofDeployment === ofReplicaSet;
  const known = answers.get(ofReplicaSet);
  if (known?.asked === ofDeployment) return known.equal;
  const equal = semanticallyEqual(podTemplate, withoutHash(ofDeployment), withoutHash(ofReplicaSet));
  answers.set(ofReplicaSet, { asked: ofDeployment, equal });
  return equal;
}

/** The template without the label pod-template-hash; the spec is shared by reference. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const labels = template.metadata?.labels;
  if (labels === undefined || !Object.hasOwn(labels, podTemplateHashLabel)) return template;
  const { [podTemplateHashLabel]: _hash, ...others } = labels;
  return { ...template, metadata: { ...template.metadata, labels: others } };
}
