import { InvalidArgumentError, Option } from "commander";
import { type AuditReceiver, auditDelivery } from "../audit-delivery.js";
import { type AuditMode, auditModes, type ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { boolean, duration, nonNegative, wholeNumber } from "./parsers.js";

const most = 2 ** 31;

/** `--audit-<receiver>-mode`, `-batch-*` and `-truncate-*`, with kube-apiserver's names. */
export function auditDeliveryFlags(receiver: AuditReceiver, options: ManagerOptions): readonly Option[] {
  const defaults = auditDelivery(receiver, options);
  const flag = (name: string, value: string, description: string) =>
    new Option(`--audit-${receiver}-${name} ${value}`, description);
  const count = (name: string, description: string, value: number) =>
    flag(name, "<number>", description).argParser(wholeNumber(0, most)).default(value);
  const truth = (name: string, description: string, value: boolean) =>
    flag(name, "[boolean]", description).argParser(boolean).preset("true").default(value);
  return [
    flag("mode", "<mode>", "batch: in the background; blocking; blocking-strict: a failure fails the request")
      .argParser((text) => parseMode(receiver, text))
      .default(defaults.mode),
    count("batch-buffer-size", "buffered events, at most", defaults.bufferSize),
    count("batch-max-size", "events per batch, at most", defaults.maxSize),
    flag("batch-max-wait", "<duration>", "time after which a batch is sent")
      .argParser(duration)
      .default(defaults.maxWait, `${defaults.maxWait / 1000}s`),
    truth("batch-throttle-enable", "limit the rate of batches", defaults.throttleEnable),
    flag("batch-throttle-qps", "<number>", "batches per second").argParser(nonNegative).default(defaults.throttleQps),
    count("batch-throttle-burst", "batches at once, at most", defaults.throttleBurst),
    truth("truncate-enabled", "limit the size of events and batches", defaults.truncateEnabled),
    count(
      "truncate-max-event-size",
      "maximum bytes of an event; larger ones lose their bodies",
      defaults.truncateMaxEventSize,
    ),
    count("truncate-max-batch-size", "maximum bytes of a batch", defaults.truncateMaxBatchSize),
  ];
}

/** Throws UsageError, with kube-apiserver's messages, for invalid numbers. */
export function checkAuditDelivery(receiver: AuditReceiver, options: ManagerOptions): void {
  const delivery = auditDelivery(receiver, options);
  const { truncateMaxEventSize: event, truncateMaxBatchSize: batch } = delivery;
  if (delivery.mode === "batch") {
    const { bufferSize, maxSize, throttleEnable, throttleQps, throttleBurst } = delivery;
    positive(`batch ${receiver} buffer size`, bufferSize);
    positive(`batch ${receiver} max batch size`, maxSize);
    if (throttleEnable) {
      positive(`batch ${receiver} throttle QPS`, throttleQps);
      positive(`batch ${receiver} throttle burst`, throttleBurst);
    }
  }
  positive(`truncate ${receiver} max event size`, event);
  if (batch >= event) return;
  const reason = `max batch size ${batch}, must be greater than max event size (${event})`;
  throw new UsageError(`invalid audit truncate ${receiver} ${reason}`, 2);
}

function positive(name: string, value: number): void {
  if (value <= 0) throw new UsageError(`invalid audit ${name} ${value}, must be a positive number`, 2);
}

function parseMode(receiver: AuditReceiver, text: string): AuditMode {
  const found = auditModes.find((mode) => mode === text);
  if (found !== undefined) return found;
  const allowed = JSON.stringify(auditModes.join(","));
  throw new InvalidArgumentError(`invalid audit ${receiver} mode ${text}, allowed modes are ${allowed}`);
}
