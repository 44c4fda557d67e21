export type {
  Backend,
  BackendListOptions,
  BackendWrite,
  Claims,
  Commit,
  CommitResult,
  GroupKind,
  Guard,
  StorageKey,
} from "./backend.js";
export { type BackendLimits, backendLimitRules, commitLogWithin } from "./backend-limits.js";
export { type CommitFacts, CommitLog, type CommitLogOptions, defaultCommitLogLimit } from "./commit-log.js";
export { type IndexLookup, ObjectTable, type TableQuery, type TableSnapshot } from "./object-table.js";
export { weightOf } from "./object-weight.js";
export type { OrderedTree } from "./ordered-tree.js";
export { PagedLists, type PageRequest } from "./paged-lists.js";
export { parseResourceVersion, versionOf } from "./resource-version.js";
export { sealObject } from "./seal-object.js";
export { checkStorageQuota, type QuotaUse } from "./storage-quota.js";
export type { TableEntry } from "./table-entry.js";
export type { IndexedValues, ValueSource } from "./table-index.js";
