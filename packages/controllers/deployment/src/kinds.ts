/** apps/v1 Deployment. */
export const deploymentKind = { apiVersion: "apps/v1", kind: "Deployment" } as const;

/** apps/v1 ReplicaSet. */
export const replicaSetKind = { apiVersion: "apps/v1", kind: "ReplicaSet" } as const;

/** v1 Pod. */
export const podKind = { apiVersion: "v1", kind: "Pod" } as const;
