/** On a Deployment and its ReplicaSets: which rollout a template belongs to. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";

/** On a ReplicaSet: the revisions that it had before the one it has, separated by commas. */
export const revisionHistoryAnnotation = "deployment.kubernetes.io/revision-history";

/** On a ReplicaSet: the Deployment's `spec.replicas` when the ReplicaSet was last scaled. */
export const desiredReplicasAnnotation = "deployment.kubernetes.io/desired-replicas";

/** On a ReplicaSet: the Deployment's `spec.replicas` and surge when the ReplicaSet was last scaled. */
export const maxReplicasAnnotation = "deployment.kubernetes.io/max-replicas";

/** On a Deployment: the revision to go back to, as the removed apps/v1beta1 API asked for it. */
export const rollbackToAnnotation = "deprecated.deployment.rollback.to";

const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/** The annotations that say something of one object only, and so pass neither from Deployment to ReplicaSet nor back (DEP-41). */
export const skippedAnnotations: ReadonlySet<string> = new Set([
  lastAppliedAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  rollbackToAnnotation,
]);
