import type { SubresourceDefinition } from "../kind-definition.js";

/** The `/scale` of a built-in kind: `spec.replicas`, `status.replicas` and `spec.selector`, as an autoscaling/v1 Scale. */
export const scale: SubresourceDefinition = Object.freeze({
  name: "scale",
  verbs: Object.freeze(["get", "patch", "update"]),
  body: Object.freeze({ group: "autoscaling", version: "v1", kind: "Scale" }),
  schemaName: "io.k8s.api.autoscaling.v1.Scale",
  scale: Object.freeze({
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".spec.selector",
  }),
});
