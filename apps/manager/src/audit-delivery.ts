import type { AuditMode, ManagerOptions } from "./manager-options.js";

/** The receivers of events, for which kube-apiserver has the same flags. */
export type AuditReceiver = "log" | "webhook";

/** How events are batched and truncated for a receiver. */
export interface AuditDelivery {
  readonly mode: AuditMode;
  readonly bufferSize: number;
  readonly maxSize: number;
  readonly maxWait: number;
  readonly throttleEnable: boolean;
  readonly throttleQps: number;
  readonly throttleBurst: number;
  readonly truncateEnabled: boolean;
  readonly truncateMaxEventSize: number;
  readonly truncateMaxBatchSize: number;
}

/** The options of a receiver. */
export function auditDelivery(receiver: AuditReceiver, options: ManagerOptions): AuditDelivery {
  const prefix = receiver === "log" ? "auditLog" : "auditWebhook";
  return {
    mode: options[`${prefix}Mode`],
    bufferSize: options[`${prefix}BatchBufferSize`],
    maxSize: options[`${prefix}BatchMaxSize`],
    maxWait: options[`${prefix}BatchMaxWait`],
    throttleEnable: options[`${prefix}BatchThrottleEnable`],
    throttleQps: options[`${prefix}BatchThrottleQps`],
    throttleBurst: options[`${prefix}BatchThrottleBurst`],
    truncateEnabled: options[`${prefix}TruncateEnabled`],
    truncateMaxEventSize: options[`${prefix}TruncateMaxEventSize`],
    truncateMaxBatchSize: options[`${prefix}TruncateMaxBatchSize`],
  };
}
