import {
  controllerReference,
  copyWith,
  type Deployment,
  definedFields,
  type ReplicaSet,
  type Stored,
} from "@engenho/core";
import { type Annotations, newReplicaSetAnnotations, replicasAnnotations } from "./annotations.js";
import { computeHash } from "./pod-template-hash/compute-hash.js";
import { type DeploymentReplicaSets, oldestFirst } from "./replica-sets.js";
import { nextRevision } from "./revision.js";
import { newReplicaSetReplicas } from "./rolling.js";
import { equalIgnoringHash, podTemplateHashLabel } from "./template-equality.js";

/** The maximum length of a DNS-1123 subdomain. */
const longestName = 253;

/**
 * Partitions the Deployment's ReplicaSets: the new one is the oldest whose template is semantically equal to the
 * Deployment's; all others are old (deploymentutil.FindNewReplicaSet and FindOldReplicaSets; DEP-25).
 */
export function partitionReplicaSets(
  deployment: Deployment,
  replicaSets: readonly Stored<ReplicaSet>[],
): DeploymentReplicaSets {
  const sorted = [...replicaSets].sort(oldestFirst);
  const newReplicaSet = sorted.find((each) => equalIgnoringHash(deployment.spec?.template, each.spec?.template));
  return { newReplicaSet, oldReplicaSets: sorted.filter((each) => each !== newReplicaSet) };
}

/** The new ReplicaSet with up-to-date annotations and minReadySeconds; the same object if they are up to date (DEP-28). */
export function syncedNewReplicaSet(
  newReplicaSet: Stored<ReplicaSet>,
  deployment: Deployment,
  oldReplicaSets: readonly ReplicaSet[],
): Stored<ReplicaSet> {
  const current = newReplicaSet.metadata.annotations ?? {};
  const annotations = newReplicaSetAnnotations(current, deployment, nextRevision(oldReplicaSets));
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  if (annotations === current && (newReplicaSet.spec?.minReadySeconds ?? 0) === minReadySeconds) return newReplicaSet;
  const spec = newReplicaSet.spec as NonNullable<ReplicaSet["spec"]>;
  return {
    ...newReplicaSet,
    metadata: { ...newReplicaSet.metadata, annotations },
    spec: definedFields(copyWith(spec, { minReadySeconds: minReadySeconds === 0 ? undefined : minReadySeconds })),
  };
}

/**
 * The ReplicaSet to create for the Deployment's template (DEP-31). Its pod spec is shared with the Deployment by reference.
 * Throws RangeError for an invalid maxSurge.
 */
export function buildNewReplicaSet(deployment: Stored<Deployment>, oldReplicaSets: readonly ReplicaSet[]): ReplicaSet {
  const { selector, minReadySeconds = 0 } = deployment.spec ?? { selector: {} };
  const template = deployment.spec?.template ?? {};
  const hash = computeHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [podTemplateHashLabel]: hash };
  const { namespace, name } = deployment.metadata;
  const annotations: Annotations = newReplicaSetAnnotations({}, deployment, nextRevision(oldReplicaSets));
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: definedFields({
      name: replicaSetName(name, hash),
      namespace,
      labels,
      annotations: copyWith(annotations, replicasAnnotations(deployment)),
      ownerReferences: [controllerReference(deployment)],
    }),
    spec: definedFields({
      replicas: newReplicaSetReplicas(deployment, oldReplicaSets, 0),
      minReadySeconds: minReadySeconds === 0 ? undefined : minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [podTemplateHashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    }),
  };
}

/** `<deployment>-<hash>`, with the Deployment's name truncated if the result would be too long. */
export function replicaSetName(deploymentName: string, hash: string): string {
  return `${deploymentName.slice(0, longestName - 1 - hash.length)}-${hash}`;
}
