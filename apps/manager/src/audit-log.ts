import type { Auditor } from "@engenho/apiserver";
import {
  AuditBatches,
  type AuditBatchOptions,
  AuditLogFile,
  type AuditSink,
  AuditWebhook,
  combined,
  createAuditor,
  forgiving,
  formatted,
  legacyText,
  parseAuditPolicy,
  truncated,
} from "@engenho/audit";
import { type Clock, errorMessage, type Logger, systemRandom } from "@engenho/core";
import { type AuditDelivery, auditDelivery } from "./audit-delivery.js";
import type { ManagerOptions } from "./manager-options.js";
import { parseYaml, readFlagFile } from "./read-flag-file.js";
import { UsageError } from "./usage-error.js";

/** The audit log of a manager. */
export interface AuditLog {
  readonly auditor: Auditor;
  /** Closes the file. */
  close(): Promise<void>;
}

interface AuditContext {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens the audit log and the webhook that the options name. Throws UsageError for a policy or a file that cannot be used. */
export async function openAuditLog(
  options: ManagerOptions & { readonly auditPolicyFile: string },
  context: AuditContext,
): Promise<AuditLog> {
  const { auditLogPath } = options;
  const policy = await readFlagFile("--audit-policy-file", options.auditPolicyFile, async (text, name) => {
    const [document] = await parseYaml(text, name);
    return parseAuditPolicy(document);
  });
  const webhook = await openWebhook(options, context);
  const log = auditLogPath === undefined ? undefined : openLog({ ...options, auditLogPath }, context);
  const sinks = [log?.sink, webhook?.sink].filter((sink) => sink !== undefined);
  // `strict`: each sink decides by its mode which of its failures are passed on.
  const holdsResponses = webhook !== undefined && options.auditWebhookMode !== "batch";
  return {
    auditor: createAuditor({ policy, sink: combined(sinks), strict: true, holdsResponses, ...context }),
    async close() {
      await webhook?.close();
      await log?.close();
    },
  };
}

/** An open sink of audit events. */
interface OpenedSink {
  readonly sink: AuditSink;
  close(): Promise<void>;
}

/** A receiver of events, which can also send batches. */
interface Receiver extends AuditSink {
  readonly send: AuditBatchOptions["send"];
}

/** A receiver in the mode that the flags select (upstream: AuditBatchOptions.wrapBackend). */
function delivered(receiver: Receiver, delivery: AuditDelivery, { clock, logger }: AuditContext): OpenedSink {
  if (delivery.mode === "batch") {
    const batches = new AuditBatches({
      send: (events) => receiver.send(events),
      bufferSize: delivery.bufferSize,
      maxBatchSize: delivery.maxSize,
      maxBatchBytes: delivery.truncateEnabled ? delivery.truncateMaxBatchSize : undefined,
      maxWaitMs: delivery.maxWait,
      throttle: delivery.throttleEnable ? { qps: delivery.throttleQps, burst: delivery.throttleBurst } : undefined,
      clock,
      logger,
    });
    return { sink: batches, close: () => batches.close() };
  }
  const sink = delivery.mode === "blocking-strict" ? receiver : forgiving(receiver, logger);
  return { sink, close: () => Promise.resolve() };
}

function limited(sink: AuditSink, delivery: AuditDelivery, { logger }: AuditContext): AuditSink {
  return delivery.truncateEnabled ? truncated(sink, { maxEventBytes: delivery.truncateMaxEventSize, logger }) : sink;
}

function openLog(options: ManagerOptions & { readonly auditLogPath: string }, context: AuditContext): OpenedSink {
  const file = options.auditLogPath === "-" ? undefined : openFile(options, context);
  const lines: { write(line: string): void } = file ?? standardOutput;
  const receiver: Receiver = {
    write: (line) => lines.write(line),
    send(events) {
      for (const line of events) lines.write(line);
    },
  };
  const delivery = auditDelivery("log", options);
  const opened = delivered(receiver, delivery, context);
  const sink = options.auditLogFormat === "legacy" ? formatted(opened.sink, legacyText) : opened.sink;
  return {
    sink: limited(sink, delivery, context),
    async close() {
      await opened.close();
      await file?.close();
    },
  };
}

async function openWebhook(options: ManagerOptions, context: AuditContext): Promise<OpenedSink | undefined> {
  const { auditWebhookConfigFile: file, auditWebhookInitialBackoff: initialBackoffMs } = options;
  if (file === undefined) return undefined;
  const { clock } = context;
  const { openReviewClient } = await import("./configuration/webhook-kubeconfig.js");
  const client = await openReviewClient(file, { flag: "--audit-webhook-config-file", clock });
  const post = (body: string) => client.send(body);
  const webhook = new AuditWebhook({ post, initialBackoffMs, clock, random: systemRandom });
  const delivery = auditDelivery("webhook", options);
  const opened = delivered(webhook, delivery, context);
  return {
    sink: limited(opened.sink, delivery, context),
    async close() {
      webhook.close();
      await opened.close();
      client.close();
    },
  };
}

const standardOutput = { write: (line: string) => void process.stdout.write(`${line}\n`) };

function openFile(options: ManagerOptions & { readonly auditLogPath: string }, context: AuditContext) {
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
