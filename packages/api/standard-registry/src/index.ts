export {
  createStandardRegistry,
  type StandardRegistryOptions,
  standardKinds,
  standardRegistryRules,
} from "./standard-registry.js";
