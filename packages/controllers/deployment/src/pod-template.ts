import type { Deployment } from "@engenho/core";

/** The pod template of a Deployment or ReplicaSet (core/v1 PodTemplateSpec). */
export type PodTemplate = NonNullable<Deployment["spec"]>["template"];
