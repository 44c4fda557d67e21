export { type BuiltInKindsOptions, builtInKinds, requestKinds } from "./built-in-kinds.js";
export type { PortRange } from "./core/service/allocator/node-port-pool.js";
export type { ServiceAllocatorOptions } from "./core/service/allocator/service-allocator.js";
export { type BuiltInEntry, defineKind } from "./definition/define-kind.js";
export { scaleSubresource } from "./definition/scale-subresource.js";
export { schemas } from "./definition/schemas.js";
export { ageColumn, nameColumn, type Printer } from "./printing/printer.js";
export type { KindWarnings } from "./shared/kind-warnings.js";
export { readStrategies } from "./strategies.js";
