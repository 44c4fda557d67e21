import type { SchemaNode } from "@engenho/machinery";
import type { SubresourceDefinition } from "@engenho/registry";
import { schemas } from "./schemas.js";

const schemaName = "io.k8s.api.autoscaling.v1.Scale";

/** The `/scale` of a built-in kind: `spec.replicas`, `status.replicas` and `spec.selector`, as an autoscaling/v1 Scale. */
export const scaleSubresource: SubresourceDefinition = Object.freeze({
  name: "scale",
  verbs: Object.freeze(["get", "patch", "update"]),
  body: Object.freeze({ group: "autoscaling", version: "v1", kind: "Scale" }),
  schemaName,
  get schema() {
    return schemas.definition(schemaName) as SchemaNode;
  },
  scale: Object.freeze({
    specReplicasPath: ".spec.replicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".spec.selector",
  }),
});
