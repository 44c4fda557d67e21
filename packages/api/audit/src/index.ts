export { type AuditConfig, auditConfigOf } from "./audit-config.js";
export { type AuditorOptions, createAuditor } from "./auditor.js";
export { AuditBatches, type AuditBatchOptions } from "./batches.js";
export type { AuditEvent, AuditedUser } from "./event.js";
export { legacyText } from "./legacy-text.js";
export { AuditLogFile, type AuditLogFileOptions } from "./log-file.js";
export {
  type AuditLevel,
  type AuditPolicy,
  type AuditPolicyRule,
  type AuditStage,
  type GroupResources,
  parseAuditPolicy,
} from "./policy.js";
export { type AuditSink, combined, forgiving, formatted } from "./sinks.js";
export { type TruncationOptions, truncated } from "./truncated.js";
export { AuditWebhook, type AuditWebhookOptions } from "./webhook.js";
