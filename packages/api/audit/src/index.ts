export { type AuditConfig, auditConfigOf } from "./audit-config.js";
export { type AuditorOptions, type AuditSink, createAuditor } from "./auditor.js";
export { AuditBatches, type AuditBatchOptions } from "./batches.js";
export type { AuditEvent } from "./event.js";
export { AuditLogFile, type AuditLogFileOptions } from "./log-file.js";
export {
  type AuditLevel,
  type AuditPolicy,
  type AuditPolicyRule,
  type AuditStage,
  type GroupResources,
  parseAuditPolicy,
} from "./policy.js";
export { combined, type TruncationOptions, truncated } from "./truncated.js";
