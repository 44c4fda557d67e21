import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
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
  ];
}

/** Throws UsageError for a log without a policy, and the other way round. */
export function checkAuditFlags({ auditPolicyFile, auditLogPath }: ManagerOptions): void {
  if ((auditPolicyFile === undefined) === (auditLogPath === undefined)) return;
  const missing = auditPolicyFile === undefined ? "--audit-policy-file" : "--audit-log-path";
  throw new UsageError(`--audit-policy-file and --audit-log-path belong together: ${missing} is missing`, 2);
}

/** Every event is written before the request goes on: upstream's mode `batch` only delays that. */
function mode(text: string): ManagerOptions["auditLogMode"] {
  if (text === "batch") return "blocking";
  if (text === "blocking" || text === "blocking-strict") return text;
  throw new InvalidArgumentError("It must be batch, blocking or blocking-strict.");
}
