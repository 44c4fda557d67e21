import type { Logger } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import { caught } from "./caught.js";
import type { AuditEvent } from "./event.js";

/** Where events go. */
export interface AuditSink {
  /**
   * Writes one event: a line of JSON, without its line feed; `event` is the same as an object. Throws, or rejects, if it cannot be
   * written. The request continues when a returned promise has settled.
   */
  write(line: string, event: AuditEvent): MaybePromise<void>;
}

/** A sink for events that go to several. Each gets all of them; the first error is thrown. */
export function combined(sinks: readonly AuditSink[]): AuditSink {
  const [only, another] = sinks;
  if (only !== undefined && another === undefined) return only;
  return {
    write(line, event) {
      const errors: unknown[] = [];
      const pending: Promise<void>[] = [];
      const failed = (error: unknown) => void errors.push(error);
      for (const sink of sinks) {
        const done = caught(() => sink.write(line, event), failed);
        if (isPending(done)) pending.push(done);
      }
      const judge = () => {
        if (errors.length > 0) throw errors[0];
      };
      return pending.length === 0 ? judge() : Promise.all(pending).then(judge);
    },
  };
}

/** A sink whose failures are logged and refuse no request (upstream: ignoreErrorsBackend, the mode `blocking`). */
export function forgiving(sink: AuditSink, logger: Logger): AuditSink {
  const forgive = (error: unknown) => logger.error({ err: error }, "an audit event could not be written");
  return { write: (line, event) => caught(() => sink.write(line, event), forgive) };
}

/** A sink that passes events on as other text. */
export function formatted(sink: AuditSink, textOf: (event: AuditEvent) => string): AuditSink {
  return { write: (_line, event) => sink.write(textOf(event), event) };
}
