export { type BuiltInKindsOptions, builtInKinds, requestKinds } from "./built-in-kinds.js";
export { type BuiltInEntry, defineKinds } from "./catalogue/define-kind.js";
export { scaleSubresource } from "./catalogue/scale-subresource.js";
export { ageColumn, nameColumn } from "./printers/printer.js";
export { schemas } from "./schemas.js";
export type { PortRange } from "./service-allocator/node-port-pool.js";
export type { ServiceAllocatorOptions } from "./service-allocator/service-allocator.js";
export { readStrategies, strategyFor } from "./strategies/index.js";
export type { KindWarnings } from "./strategies/warnings/kind-warnings.js";
