import { readFile } from "node:fs/promises";
import type { Auditor } from "@engenho/apiserver";
import { AuditLogFile, type AuditPolicy, type AuditSink, createAuditor, parseAuditPolicy } from "@engenho/audit";
import { type Clock, errorMessage, type Logger } from "@engenho/core";
import type { ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";

/** The audit log of a manager. */
export interface AuditLog {
  readonly auditor: Auditor;
  /** Closes the file. */
  close(): Promise<void>;
}

/** Opens the audit log that the options ask for. Throws UsageError for a policy or a file that cannot be used. */
export async function openAuditLog(
  options: ManagerOptions & { readonly auditPolicyFile: string; readonly auditLogPath: string },
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<AuditLog> {
  const policy = await readPolicy(options.auditPolicyFile);
  const file = options.auditLogPath === "-" ? undefined : openFile(options, { clock, logger });
  const strict = options.auditLogMode === "blocking-strict";
  return {
    auditor: createAuditor({ policy, sink: file ?? standardOutput, strict, clock, logger }),
    close: async () => file?.close(),
  };
}

const standardOutput: AuditSink = { write: (line) => void process.stdout.write(`${line}\n`) };

async function readPolicy(file: string): Promise<AuditPolicy> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read the policy ${file} of --audit-policy-file: ${errorMessage(error)}`, 1);
  }
  const { CORE_SCHEMA, loadAll } = await import("js-yaml");
  try {
    const [document] = loadAll(text, { schema: CORE_SCHEMA });
    return parseAuditPolicy(document);
  } catch (error) {
    throw new UsageError(`${file} of --audit-policy-file: ${errorMessage(error).split("\n")[0]}`, 1);
  }
}

function openFile(
  options: ManagerOptions & { readonly auditLogPath: string },
  context: { clock: Clock; logger: Logger },
) {
  const { auditLogPath, auditLogMaxsize, auditLogMaxbackup, auditLogMaxage, auditLogCompress } = options;
  try {
    return new AuditLogFile({
      file: auditLogPath,
      maxSizeMiB: auditLogMaxsize,
      maxBackups: auditLogMaxbackup,
      maxAgeDays: auditLogMaxage,
      compress: auditLogCompress,
      ...context,
    });
  } catch (error) {
    throw new UsageError(`cannot open the log of --audit-log-path: ${errorMessage(error)}`, 1);
  }
}
