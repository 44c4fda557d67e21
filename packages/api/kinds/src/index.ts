export { applyDefaults, type CompleteValues, hasDefault } from "./apply-defaults.js";
export { builtInKinds, requestKinds } from "./built-in-kinds.js";
export { type CustomColumn, customColumns } from "./custom-columns.js";
export { type EventFields, eventFromCore, eventToCore } from "./event-conversion.js";
export { parseGoDuration } from "./go-duration.js";
export { humanDuration } from "./human-duration.js";
export { type JsonPath, parseJsonPath } from "./json-path.js";
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
export { type FieldReader, type SelectableFields, selectableFields } from "./selectable-fields.js";
export { type TableRowCondition, tableRow, tableRowConditions } from "./table-row.js";
export type { Union } from "./unions.js";
export { compareVersions } from "./version-order.js";
