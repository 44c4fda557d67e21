import type { Logger } from "@engenho/core";
import type { AuditSink } from "./auditor.js";

/** Options of {@link truncated}. */
export interface TruncationOptions {
  /** The largest event, in bytes of JSON. */
  readonly maxEventBytes: number;
  /** Told of events that are dropped. */
  readonly logger: Logger;
}

const annotation = "audit.k8s.io/truncated";

/**
 * A sink for events of a limited size: larger ones lose their bodies, which an annotation says, and those that are too large without
 * them are dropped (upstream: plugin/pkg/audit/truncate).
 */
export function truncated(sink: AuditSink, { maxEventBytes, logger }: TruncationOptions): AuditSink {
  return {
    write(line, event) {
      if (Buffer.byteLength(line) + 1 <= maxEventBytes) return sink.write(line, event);
      const hasBodies = event.level === "Request" || event.level === "RequestResponse";
      const { requestObject: _request, responseObject: _response, ...rest } = event;
      const shorter = { ...rest, annotations: { ...event.annotations, [annotation]: "true" } };
      const text = hasBodies ? JSON.stringify(shorter) : line;
      if (Buffer.byteLength(text) + 1 <= maxEventBytes) return sink.write(text, shorter);
      logger.error(
        { bytes: Buffer.byteLength(text) },
        "an audit event is too large even after truncating, and dropped",
      );
    },
  };
}

/** A sink for events that go to several. Each gets all of them; the first error is thrown. */
export function combined(sinks: readonly AuditSink[]): AuditSink {
  const [only, another] = sinks;
  if (only !== undefined && another === undefined) return only;
  return {
    write(line, event) {
      const errors: unknown[] = [];
      for (const sink of sinks) {
        try {
          sink.write(line, event);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
