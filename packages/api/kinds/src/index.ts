export {
  type BuiltInKindsOptions,
  builtInKinds,
  readKinds,
  requestKinds,
} from "./built-in-kinds.js";
export type { PortRange } from "./core/service/allocator/node-port-pool.js";
export type { ServiceAllocatorOptions } from "./core/service/allocator/service-allocator.js";
export type { BuiltInBehaviour } from "./definition/built-in-strategy.js";
export { type BuiltInEntry, defineKind } from "./definition/define-kind.js";
export type { KindWarnings } from "./definition/kind-warnings.js";
export { scaleSubresource } from "./definition/scale-subresource.js";
export { schemas } from "./definition/schemas.js";
export { standardFlowSchemas, standardPriorityLevels } from "./flowcontrol/suggested.js";
export type { FieldPath } from "./gates/field-path.js";
export type { GatedFields, GatedPart } from "./gates/gated-fields.js";
export { type OptionalKind, optionalKinds } from "./optional/optional-kinds.js";
export type { Printer } from "./printing/printer.js";
