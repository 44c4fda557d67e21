import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { auditWebhookFlags } from "./audit-webhook.js";
import { boolean, nonEmpty, wholeNumber } from "./parsers.js";

/** The flags of the audit log, with kube-apiserver's names. */
export function auditFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--audit-policy-file <file>", "audit.k8s.io/v1 Policy: which requests are recorded").argParser(nonEmpty),
    new Option("--audit-log-path <file>", "audit log; -: standard output").argParser(nonEmpty),
    new Option("--audit-log-maxsize <mib>", "size at which the log is rotated")
      .argParser(wholeNumber(0, 999_999))
      .default(defaults.auditLogMaxsize),
    new Option("--audit-log-maxbackup <count>", "old logs to keep; 0: all")
      .argParser(wholeNumber(0, 999_999))
      .default(defaults.auditLogMaxbackup),
    new Option("--audit-log-maxage <days>", "how long old logs are kept; 0: forever")
      .argParser(wholeNumber(0, 999_999))
      .default(defaults.auditLogMaxage),
    new Option("--audit-log-compress <boolean>", "compress old logs")
      .argParser(boolean)
      .default(defaults.auditLogCompress),
    new Option("--audit-log-mode <mode>", "blocking, or blocking-strict: refuse what cannot be recorded")
      .argParser(mode)
      .default(defaults.auditLogMode),
    new Option("--audit-log-truncate-enabled [boolean]", "limit the size of events")
      .argParser(boolean)
      .preset("true")
      .default(defaults.auditLogTruncateEnabled),
    new Option("--audit-log-truncate-max-event-size <bytes>", "largest event; it loses its bodies")
      .argParser(wholeNumber(1, 2 ** 31))
      .default(defaults.auditLogTruncateMaxEventSize),
    ...auditWebhookFlags(defaults),
  ];
}

/** Throws UsageError for a log or a webhook without a policy, and the other way round, and for limits that contradict each other. */
export function checkAuditFlags(options: ManagerOptions): void {
  const { auditPolicyFile, auditLogPath, auditWebhookConfigFile } = options;
  const records = auditLogPath !== undefined || auditWebhookConfigFile !== undefined;
  if ((auditPolicyFile !== undefined) !== records) {
    const missing = auditPolicyFile === undefined ? "--audit-policy-file" : "--audit-log-path";
    throw new UsageError(`--audit-policy-file and --audit-log-path belong together: ${missing} is missing`, 2);
  }
  const { auditWebhookTruncateMaxEventSize: event, auditWebhookTruncateMaxBatchSize: batch } = options;
  if (auditWebhookConfigFile !== undefined && batch < event) {
    const reason = `max batch size ${batch}, must be greater than max event size (${event})`;
    throw new UsageError(`invalid audit truncate webhook ${reason}`, 2);
  }
}

/** Every event is written before the request continues: upstream's mode `batch` only delays that. */
function mode(text: string): ManagerOptions["auditLogMode"] {
  if (text === "batch") return "blocking";
  if (text === "blocking" || text === "blocking-strict") return text;
  throw new InvalidArgumentError("It must be batch, blocking or blocking-strict.");
}
