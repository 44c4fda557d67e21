export { type Manager, type ManagerContext, startManager } from "./manager.js";
export { defaultManagerOptions, type ManagerOptions } from "./manager-options.js";
export { UsageError } from "./usage-error.js";
