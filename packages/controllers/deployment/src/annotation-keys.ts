/** On a Deployment and its ReplicaSets: the revision of the template. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";

/** On a ReplicaSet: its previous revisions, separated by commas. */
export const revisionHistoryAnnotation = "deployment.kubernetes.io/revision-history";

/** On a ReplicaSet: the Deployment's `spec.replicas` when the ReplicaSet was last scaled. */
export const desiredReplicasAnnotation = "deployment.kubernetes.io/desired-replicas";

/** On a ReplicaSet: the Deployment's `spec.replicas` and surge when the ReplicaSet was last scaled. */
export const maxReplicasAnnotation = "deployment.kubernetes.io/max-replicas";

/** On a Deployment: the revision to roll back to, from the removed extensions/v1beta1 and apps/v1beta1 APIs. */
export const rollbackToAnnotation = "deprecated.deployment.rollback.to";

const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/** Annotations that concern only one object, and are not copied between Deployment and ReplicaSet (DEP-41). */
export const skippedAnnotations: ReadonlySet<string> = new Set([
  lastAppliedAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  rollbackToAnnotation,
]);
