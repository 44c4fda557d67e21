import type { GatedPart } from "../gates/gated-fields.js";

/** `status.terminatingReplicas` of Deployments and ReplicaSets. */
export const gatedTerminatingReplicas: GatedPart = {
  at: "status",
  fields: [{ gate: "DeploymentReplicaSetTerminatingReplicas", paths: ["terminatingReplicas"] }],
};
