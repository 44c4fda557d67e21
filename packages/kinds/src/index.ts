export { applyDefaults } from "./apply-defaults.js";
export { builtInKinds, requestKinds } from "./built-in-kinds.js";
export type {
  ColumnDefinition,
  DefaultDeletionPolicy,
  GenerationPolicy,
  KindDefinition,
  ScalePaths,
  StoredKind,
  SubresourceDefinition,
} from "./kind-definition.js";
export { definition, definitionNames, resolve } from "./schema-catalogue.js";
export type { GroupVersionKind, SchemaNode, ValidationRule } from "./schema-node.js";
