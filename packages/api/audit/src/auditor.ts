import type { AuditedRequest, AuditedResponse, Auditor, AuditRecord } from "@engenho/apiserver";
import { type Clock, consoleLogger, type Logger, systemClock, type User } from "@engenho/core";
import { type MaybePromise, once } from "@engenho/machinery";
import { type AuditConfig, auditConfigOf } from "./audit-config.js";
import { caught } from "./caught.js";
import { auditEvent } from "./event.js";
import type { AuditPolicy, AuditStage } from "./policy.js";
import { type AuditSink, forgiving } from "./sinks.js";

/** Options of {@link createAuditor}. */
export interface AuditorOptions {
  /** Which requests are recorded, and at which level; {@link parseAuditPolicy} validates policies from files. */
  readonly policy: AuditPolicy;
  /** The destination of the events: an {@link AuditLogFile}, or a sink of your own. */
  readonly sink: AuditSink;
  /** Whether a request whose receipt cannot be recorded is refused (the mode `blocking-strict`). Default false. */
  readonly strict?: boolean | undefined;
  /** Whether responses wait until the sink has their last event (the modes `blocking` of a webhook). Default false. */
  readonly holdsResponses?: boolean | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Logs events that could not be written. Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/**
 * Records the requests that a policy selects, as events of audit.k8s.io/v1: for `createApiServer({ auditor })`. An event that cannot be
 * written is logged, and the request continues, unless `strict`.
 */
export function createAuditor(options: AuditorOptions): Auditor {
  const { policy, strict = false, holdsResponses = false, clock = systemClock, logger = consoleLogger } = options;
  const sink = strict ? options.sink : forgiving(options.sink, logger);
  return {
    holdsResponses,
    begin(request) {
      const config = auditConfigOf(policy, request);
      if (config.level === "None") return undefined;
      const record = new RequestRecord({ request, config, clock, logger, sink });
      return once(record.receive(), record);
    },
  };
}

interface RecordContext {
  readonly request: AuditedRequest;
  readonly config: AuditConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sink: AuditSink;
}

/**
 * The prefix of annotations with the patches of mutating webhooks (mutating/dispatcher.go: PatchAuditAnnotationPrefix).
 */
const patchPrefix = "patch.webhook.admission.k8s.io/";

class RequestRecord implements AuditRecord {
  readonly #context: RecordContext;
  readonly #annotations: Record<string, string> = Object.create(null);
  #impersonated: User | undefined;
  #requestBody: unknown;

  constructor(context: RecordContext) {
    this.#context = context;
  }

  /** Throws, or rejects with, what a strict sink throws. */
  receive(): MaybePromise<void> {
    return caught(
      () => this.#record("RequestReceived", undefined),
      (error) => {
        this.#failed(error);
        throw error;
      },
    );
  }

  impersonate(user: User): void {
    this.#impersonated = user;
  }

  requestBody(body: unknown): void {
    this.#requestBody = body;
  }

  /**
   * The first value of a key is kept. Patches of webhooks are recorded only at levels that include the request's body.
   */
  annotate(key: string, value: string): void {
    if (this.#context.config.level === "Metadata" && key.startsWith(patchPrefix)) return;
    this.#annotations[key] ??= value;
  }

  responseStarted(code: number): MaybePromise<void> {
    return this.#later("ResponseStarted", { code });
  }

  complete(response: AuditedResponse): MaybePromise<void> {
    return this.#later("ResponseComplete", response);
  }

  /** The request has been served, so its response no longer depends on the log. */
  #later(stage: AuditStage, response: AuditedResponse): MaybePromise<void> {
    return caught(
      () => this.#record(stage, response),
      (error) => this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    this.#context.logger.error({ err: error }, "an audit event could not be written");
  }

  #record(stage: AuditStage, response: AuditedResponse | undefined): MaybePromise<void> {
    const { request, config, clock, sink } = this.#context;
    if (config.omitStages.has(stage)) return undefined;
    const event = auditEvent({
      request,
      config,
      stage,
      stageMs: clock.now(),
      impersonated: this.#impersonated,
      requestBody: this.#requestBody,
      response,
      annotations: this.#annotations,
    });
    return sink.write(JSON.stringify(event), event);
  }
}
