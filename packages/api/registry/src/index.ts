export type {
  Backend,
  BackendListOptions,
  BackendWrite,
  CommitResult,
  GroupKind,
  MaybePromise,
  StorageKey,
} from "./backend.js";
export { type CommitFacts, CommitLog, type CommitLogOptions, defaultCommitLogLimit } from "./commit-log.js";
export { findDuplicateKeys } from "./decode/index.js";
export type { LongWork, MaybeWork } from "./long-work.js";
export { type IndexLookup, ObjectTable, type TableQuery, type TableSnapshot } from "./object-table.js";
export { weightOf } from "./object-weight.js";
export type { OrderedTree } from "./ordered-tree.js";
export { PagedLists, type PageRequest } from "./paged-lists.js";
export { createRegistry, type RegistryOptions, type RegistryStore } from "./registry.js";
export { sealObject } from "./seal-object.js";
export type { PortRange, ServiceAllocatorOptions } from "./service-allocator/index.js";
export { readStrategies } from "./strategies/index.js";
export type { Reservation, Strategy, StrategyContext } from "./strategy.js";
export type { TableEntry } from "./table-entry.js";
export type { IndexedValues, ValueSource } from "./table-index.js";
