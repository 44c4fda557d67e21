export {
  type ControllerMetrics,
  type ControlPlane,
  type ControlPlaneOptions,
  createControlPlane,
} from "./control-plane.js";
export type { ControllerPartsOptions } from "./controller-parts.js";
export { type Manager, startManager } from "./manager.js";
export type { StoreName } from "./manager-options.js";
export { defaultManagerOptions, type ManagerContext, type ManagerOptions } from "./manager-options.js";
export { UsageError } from "./usage-error.js";
