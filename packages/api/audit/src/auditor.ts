import type { AuditedRequest, AuditedResponse, Auditor, AuditRecord } from "@engenho/apiserver";
import { type Clock, consoleLogger, type Logger, systemClock, type User } from "@engenho/core";
import { type AuditConfig, auditConfigOf } from "./audit-config.js";
import { type AuditEvent, auditEvent } from "./event.js";
import type { AuditPolicy, AuditStage } from "./policy.js";

/** A destination of events. */
export interface AuditSink {
  /** Writes one line of JSON, without a line feed; `event` is its content. Throws if it cannot be written. */
  write(line: string, event: AuditEvent): void;
}

/** Options of {@link createAuditor}. */
export interface AuditorOptions {
  /** Which requests are recorded, and at which level; {@link parseAuditPolicy} validates policies from files. */
  readonly policy: AuditPolicy;
  /** The destination of the events: an {@link AuditLogFile}, or a sink of your own. */
  readonly sink: AuditSink;
  /** Whether a request whose receipt cannot be recorded is refused (--audit-log-mode=blocking-strict). Default false. */
  readonly strict?: boolean | undefined;
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
  const { policy, sink, strict = false, clock = systemClock, logger = consoleLogger } = options;
  const write = (event: AuditEvent): void => {
    try {
      sink.write(JSON.stringify(event), event);
    } catch (error) {
      logger.error({ err: error }, "an audit event could not be written");
      if (strict) throw error;
    }
  };
  return {
    begin(request) {
      const config = auditConfigOf(policy, request);
      if (config.level === "None") return undefined;
      const record = new RequestRecord({ request, config, clock, write });
      record.receive();
      return record;
    },
  };
}

interface RecordContext {
  readonly request: AuditedRequest;
  readonly config: AuditConfig;
  readonly clock: Clock;
  readonly write: (event: AuditEvent) => void;
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

  receive(): void {
    this.#record("RequestReceived", undefined);
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

  responseStarted(code: number): void {
    this.#unlessItFails("ResponseStarted", { code });
  }

  complete(response: AuditedResponse): void {
    this.#unlessItFails("ResponseComplete", response);
  }

  /**
   * Records a stage after the request was served, when failures no longer affect the response. They have been logged.
   */
  #unlessItFails(stage: AuditStage, response: AuditedResponse): void {
    try {
      this.#record(stage, response);
    } catch {
      return;
    }
  }

  #record(stage: AuditStage, response: AuditedResponse | undefined): void {
    const { request, config, clock, write } = this.#context;
    if (config.omitStages.has(stage)) return;
    write(
      auditEvent({
        request,
        config,
        stage,
        stageMs: clock.now(),
        impersonated: this.#impersonated,
        requestBody: this.#requestBody,
        response,
        annotations: this.#annotations,
      }),
    );
  }
}
