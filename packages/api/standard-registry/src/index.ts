export { createStandardRegistry, type StandardRegistryOptions, standardKinds } from "./standard-registry.js";
