import { type Deployment, RecentMemo, semanticallyEqual } from "@engenho/core";
import { podTemplate } from "./pod-template-type.js";

/** What a Deployment's and a ReplicaSet's pods are made from (core/v1 PodTemplateSpec). */
export type PodTemplate = NonNullable<Deployment["spec"]>["template"];

/** The label that tells the pods of a Deployment's ReplicaSets apart (apps.DefaultDeploymentUniqueLabelKey). */
export const podTemplateHashLabel = "pod-template-hash";

/**
 * The last answer for each template of a ReplicaSet. Templates are immutable, and a settled Deployment asks again and again
 * about its own and those of its ReplicaSets.
 */
const answers = new RecentMemo<PodTemplate, { readonly asked: PodTemplate; readonly equal: boolean }>();

/**
 * Whether two templates mean the same, whatever their pod-template-hash (deploymentutil.EqualIgnoreHash; DEP-25, DEP-26).
 * A spec that both share by reference costs nothing.
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

/** The template without the label pod-template-hash; it shares its spec with the one given. */
export function withoutHash(template: PodTemplate): PodTemplate {
  const labels = template.metadata?.labels;
  if (labels === undefined || !Object.hasOwn(labels, podTemplateHashLabel)) return template;
  const { [podTemplateHashLabel]: _hash, ...others } = labels;
  return { ...template, metadata: { ...template.metadata, labels: others } };
}
