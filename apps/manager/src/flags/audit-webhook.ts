import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { boolean, duration, nonEmpty, wholeNumber } from "./parsers.js";

const most = 2 ** 31;

/** The flags of the webhook that receives audit events, with kube-apiserver's names. Events are sent in batches alone. */
export function auditWebhookFlags(defaults: ManagerOptions): readonly Option[] {
  const count = (flag: string, description: string, value: number) =>
    new Option(`--audit-webhook-${flag} <number>`, description).argParser(wholeNumber(1, most)).default(value);
  const time = (flag: string, description: string, value: number, text: string) =>
    new Option(`--audit-webhook-${flag} <duration>`, description).argParser(duration).default(value, text);
  const flag = (name: string, description: string, value: boolean) =>
    new Option(`--audit-webhook-${name} [boolean]`, description).argParser(boolean).preset("true").default(value);
  return [
    new Option("--audit-webhook-config-file <file>", "kubeconfig of the webhook for audit events").argParser(nonEmpty),
    new Option("--audit-webhook-mode <mode>", "batch: events are sent behind their requests")
      .argParser(mode)
      .default(defaults.auditWebhookMode),
    time("initial-backoff", "delay before another attempt", defaults.auditWebhookInitialBackoff, "10s"),
    count("batch-buffer-size", "events that wait", defaults.auditWebhookBatchBufferSize),
    count("batch-max-size", "events that are sent together", defaults.auditWebhookBatchMaxSize),
    time("batch-max-wait", "time that events wait for others", defaults.auditWebhookBatchMaxWait, "30s"),
    flag("batch-throttle-enable", "limit the rate of batches", defaults.auditWebhookBatchThrottleEnable),
    count("batch-throttle-qps", "batches a second", defaults.auditWebhookBatchThrottleQps),
    count("batch-throttle-burst", "batches at once", defaults.auditWebhookBatchThrottleBurst),
    flag("truncate-enabled", "limit the size of events and batches", defaults.auditWebhookTruncateEnabled),
    count("truncate-max-event-size", "bytes of an event", defaults.auditWebhookTruncateMaxEventSize),
    count("truncate-max-batch-size", "bytes of a batch", defaults.auditWebhookTruncateMaxBatchSize),
  ];
}

/** The modes in which requests wait for the webhook are not supported. */
function mode(text: string): ManagerOptions["auditWebhookMode"] {
  if (text === "batch") return text;
  throw new InvalidArgumentError("It must be batch: no request waits for the webhook.");
}
