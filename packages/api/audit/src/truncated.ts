import type { Logger } from "@engenho/core";
import type { AuditSink } from "./sinks.js";

/** Options of {@link truncated}. */
export interface TruncationOptions {
  /** The maximum size of an event, in bytes of JSON. */
  readonly maxEventBytes: number;
  /** Logs dropped events. */
  readonly logger: Logger;
}

const annotation = "audit.k8s.io/truncated";

/**
 * A sink that limits the size of events: larger ones lose their bodies, which an annotation records, and are dropped if
 * they are still too large (upstream: plugin/pkg/audit/truncate).
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
