import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { auditDeliveryFlags, checkAuditDelivery } from "./audit-batch.js";
import { boolean, duration, nonEmpty, wholeNumber } from "./parsers.js";

/** The flags of the audit log and of the webhook that receives audit events, with kube-apiserver's names. */
export function auditFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--audit-policy-file <file>", "audit.k8s.io/v1 Policy: which requests are logged").argParser(nonEmpty),
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
    new Option("--audit-log-format <format>", "json, or legacy: a line of text for each event")
      .argParser(format)
      .default(defaults.auditLogFormat),
    ...auditDeliveryFlags("log", defaults),
    new Option("--audit-webhook-config-file <file>", "kubeconfig of the webhook for audit events").argParser(nonEmpty),
    new Option("--audit-webhook-initial-backoff <duration>", "delay before the first retry")
      .argParser(duration)
      .default(defaults.auditWebhookInitialBackoff, "10s"),
    ...auditDeliveryFlags("webhook", defaults),
  ];
}

/** Throws UsageError for a log or a webhook without a policy, a policy without either, and contradicting limits. */
export function checkAuditFlags(options: ManagerOptions): void {
  const { auditPolicyFile, auditLogPath, auditWebhookConfigFile } = options;
  const records = auditLogPath !== undefined || auditWebhookConfigFile !== undefined;
  if ((auditPolicyFile !== undefined) !== records) {
    const missing = auditPolicyFile === undefined ? "--audit-policy-file" : "--audit-log-path";
    throw new UsageError(`--audit-policy-file and --audit-log-path belong together: ${missing} is missing`, 2);
  }
  if (auditLogPath !== undefined) checkAuditDelivery("log", options);
  if (auditWebhookConfigFile !== undefined) checkAuditDelivery("webhook", options);
}

function format(text: string): ManagerOptions["auditLogFormat"] {
  if (text === "json" || text === "legacy") return text;
  throw new InvalidArgumentError(`invalid audit log format ${text}, allowed formats are "legacy,json"`);
}
