export { createMemoryStore, type MemoryStore, type MemoryStoreOptions, type ServiceRanges } from "./memory-store.js";
