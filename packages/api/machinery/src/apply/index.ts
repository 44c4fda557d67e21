export { type ApplyOptions, applyServerSide } from "./apply-server-side.js";
export { type RecordUpdateOptions, recordUpdate } from "./record-update.js";
export type { OwnershipOptions } from "./write-options.js";
