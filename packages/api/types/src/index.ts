// What is generated lists its names itself, so that a new kind is here with the generator's run.
export * from "./generated/index.js";
export { defineKind, type KindReference, type KindToken, type ObjectOf } from "./kind-token.js";
export type { KubernetesObject, ManagedFieldsEntry, ObjectMeta, OwnerReference } from "./object.js";
export type { IntOrString, MicroTime, Quantity, Time } from "./scalars.js";
