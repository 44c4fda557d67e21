import { readFile } from "node:fs/promises";
import type { Auditor } from "@engenho/apiserver";
import {
  AuditBatches,
  AuditLogFile,
  type AuditPolicy,
  type AuditSink,
  combined,
  createAuditor,
  parseAuditPolicy,
  truncated,
} from "@engenho/audit";
import { type Clock, errorMessage, type Logger, systemRandom } from "@engenho/core";
import type { ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";

/** The audit log of a manager. */
export interface AuditLog {
  readonly auditor: Auditor;
  /** Closes the file. */
  close(): Promise<void>;
}

/** Opens the audit log and the webhook of the options. Throws UsageError for a policy or a file that cannot be used. */
export async function openAuditLog(
  options: ManagerOptions & { readonly auditPolicyFile: string },
  context: { readonly clock: Clock; readonly logger: Logger },
): Promise<AuditLog> {
  const { auditLogPath } = options;
  const policy = await readPolicy(options.auditPolicyFile);
  const webhook = await openWebhook(options, context);
  const log = auditLogPath === undefined ? undefined : openLog({ ...options, auditLogPath }, context);
  const sinks = [log?.sink, webhook?.sink].filter((sink) => sink !== undefined);
  const strict = options.auditLogMode === "blocking-strict";
  return {
    auditor: createAuditor({ policy, sink: combined(sinks), strict, ...context }),
    async close() {
      await webhook?.close();
      await log?.close();
    },
  };
}

/** The sink of audit events, and how it is closed. */
interface OpenedSink {
  readonly sink: AuditSink;
  close(): Promise<void>;
}

function openLog(
  options: ManagerOptions & { readonly auditLogPath: string },
  context: { readonly clock: Clock; readonly logger: Logger },
): OpenedSink {
  const file = options.auditLogPath === "-" ? undefined : openFile(options, context);
  const { auditLogTruncateEnabled, auditLogTruncateMaxEventSize: maxEventBytes } = options;
  const sink = file ?? standardOutput;
  return {
    sink: auditLogTruncateEnabled ? truncated(sink, { maxEventBytes, logger: context.logger }) : sink,
    close: async () => file?.close(),
  };
}

async function openWebhook(
  options: ManagerOptions,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<OpenedSink | undefined> {
  const { auditWebhookConfigFile: file, auditWebhookTruncateEnabled: truncates } = options;
  if (file === undefined) return undefined;
  const { openReviewClient } = await import("./configuration/webhook-kubeconfig.js");
  const client = await openReviewClient(file, { flag: "--audit-webhook-config-file", clock });
  const batches = new AuditBatches({
    send: (body) => client.send(body),
    bufferSize: options.auditWebhookBatchBufferSize,
    maxBatchSize: options.auditWebhookBatchMaxSize,
    maxBatchBytes: truncates ? options.auditWebhookTruncateMaxBatchSize : undefined,
    maxWaitMs: options.auditWebhookBatchMaxWait,
    throttle: options.auditWebhookBatchThrottleEnable
      ? { qps: options.auditWebhookBatchThrottleQps, burst: options.auditWebhookBatchThrottleBurst }
      : undefined,
    initialBackoffMs: options.auditWebhookInitialBackoff,
    clock,
    random: systemRandom,
    logger,
  });
  const limits = { maxEventBytes: options.auditWebhookTruncateMaxEventSize, logger };
  return {
    sink: truncates ? truncated(batches, limits) : batches,
    async close() {
      await batches.close();
      client.close();
    },
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
