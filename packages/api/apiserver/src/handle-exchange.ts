import { isStoreError } from "@engenho/core";
import type { Answer } from "./answer.js";
import { type Authentication, isPublic } from "./authentication/authenticate-exchange.js";
import { refuseImpersonation } from "./authentication/refuse-impersonation.js";
import { RequestedKind } from "./catalogue/requested-kind.js";
import { text } from "./endpoints/health.js";
import { type EndpointRequest, type Endpoints, serveEndpoint } from "./endpoints/serve-endpoint.js";
import type { Exchange } from "./http/exchange.js";
import { Negotiator, protobufMediaType } from "./http/negotiate.js";
import type { Authenticate } from "./options.js";
import { booleanValue } from "./query/query-values.js";
import { requestTimeout, withinTime } from "./query/request-timeout.js";
import { parseRequestInfo, type RequestPath, splitPath } from "./request-info.js";
import { type LabelledRequest, requestLabels } from "./request-labels.js";
import { serveResource } from "./resources/serve-resource.js";
import type { ServerContext } from "./server-context.js";
import { badRequest, ClientGoneError, notAcceptable, unauthorized } from "./status/refusals.js";
import { StatusError, statusOf } from "./status/status.js";
import { answerFrame, type RequestFrame, writeAnswer, writeRefusal } from "./write-answer.js";

/** What a server answers exchanges with. */
export interface Serving {
  readonly context: ServerContext;
  readonly authentication: Authentication;
  readonly authenticate: Authenticate;
  readonly endpoints: Endpoints;
}

/** A request line, with the kind that it names. */
type RequestLine = RequestPath & LabelledRequest;

/** Verbs of requests that change nothing, beside watches. */
const reads: ReadonlySet<string> = new Set(["get", "list", "head"]);
const emptyQuery = new URLSearchParams();
const longestAuditId = 64;
/** How long a client may take to take an answer that is complete. */
const takenMs = 60_000;
/** YAML has no form of a stream. */
const watchMediaTypes: readonly string[] = ["application/json;stream=watch", `${protobufMediaType};stream=watch`];

/** Answers exchanges: who asks, what for, and how it shall look. Nothing that a client sends makes it throw. */
export class ExchangeHandler {
  readonly #serving: Serving;
  readonly #builtInKinds = new Negotiator("built-in kinds");
  readonly #customKinds = new Negotiator("custom kinds");
  readonly #documents = new Negotiator("documents");

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  /** Resolves when the answer is complete, or the client gone. Never rejects. */
  async handle(exchange: Exchange): Promise<void> {
    // Reset while its headers were read: nobody waits for an answer.
    if (exchange.closed) return;
    const { context } = this.#serving;
    const startedMs = context.clock.monotonicNow();
    const url = splitUrl(exchange.url);
    const query = url.query === "" ? emptyQuery : new URLSearchParams(url.query);
    const frame: RequestFrame = {
      exchange,
      query,
      auditId: exchange.header("audit-id")?.slice(0, longestAuditId) ?? context.random.uuid(),
      warnings: [],
    };
    let line: RequestLine | undefined;
    let code: number;
    try {
      const path = decodePath(url.path);
      const segments = splitPath(path);
      const isWatch = () => booleanValue(query, "watch") === true;
      const info = parseRequestInfo({ method: exchange.method, path, segments, isWatch });
      line = { info, segments, kind: new RequestedKind(info, () => context.kinds.table) };
      const serve = this.#serve.bind(this, frame, line);
      code = await (info.verb === "watch"
        ? serve()
        : withinTime(context.clock, { exchange, timeout: requestTimeout(query) }, serve));
    } catch (error) {
      if (error instanceof ClientGoneError) return;
      code = await this.#refuse(frame, error);
    }
    if (!exchange.closed) this.#cutUnlessTaken(exchange, code);
    if (line?.info.verb === "watch" && code === 200) return;
    const seconds = (context.clock.monotonicNow() - startedMs) / 1000;
    context.metrics.onRequest?.({ code, seconds, ...requestLabels(line) });
  }

  async #serve(frame: RequestFrame, line: RequestLine): Promise<number> {
    const { context, authentication } = this.#serving;
    const { exchange, query, warnings } = frame;
    const { info, segments } = line;
    const user = authentication.userOf(exchange, line);
    if (user === undefined) throw unauthorized();
    refuseImpersonation(exchange, user);
    const admission = context.limits.admit(exchange);
    try {
      if (reads.has(info.verb) && !isPublic(segments)) await admission.enter("readOnly");
      const request = { exchange, admission, info, segments, kind: line.kind, query, user, warnings };
      return await (info.isResource ? this.#resource(frame, request) : this.#endpoint(frame, request));
    } finally {
      admission.giveBytes();
      // Until it is taken the answer takes up memory, and its request one of the places that there are.
      exchange.onClose(() => admission.leave());
    }
  }

  async #resource(frame: RequestFrame, request: EndpointRequest): Promise<number> {
    const { context, authenticate } = this.#serving;
    const { definition } = request.kind;
    const isCustom = definition !== undefined && definition.schemaName === undefined;
    const negotiator = isCustom ? this.#customKinds : this.#builtInKinds;
    const negotiated = negotiator.negotiate(frame.exchange.header("accept"));
    if (request.info.verb === "watch" && negotiated.mediaType === "application/yaml")
      throw notAcceptable(watchMediaTypes);
    const answer = await serveResource(context, request, authenticate);
    return writeAnswer(context, answerFrame(frame, negotiated), answer ?? pathNotFound);
  }

  async #endpoint(frame: RequestFrame, request: EndpointRequest): Promise<number> {
    const { context, endpoints } = this.#serving;
    const answer = (await serveEndpoint(context, endpoints, request)) ?? pathNotFound;
    // Discovery is refused to who can read none of its forms.
    const accept = frame.exchange.header("accept");
    const negotiated = answer.type === "value" ? this.#documents.negotiate(accept) : this.#documents.orJson(accept);
    return writeAnswer(context, answerFrame(frame, negotiated), answer);
  }

  async #refuse(frame: RequestFrame, error: unknown): Promise<number> {
    const { context } = this.#serving;
    const { exchange } = frame;
    const status = statusOf(error);
    const negotiated = this.#documents.orJson(exchange.header("accept"));
    // A StoreError or a Status is an answer, even when upstream's code for it is 500; anything else is a fault of ours.
    if (status.code === 500 && !isStoreError(error) && !(error instanceof StatusError)) {
      context.logger.error({ method: exchange.method, url: exchange.url, error: describe(error) }, "request failed");
    }
    try {
      // What broke off in the middle must not look complete.
      if (exchange.responded) exchange.destroy();
      else await writeRefusal(context, answerFrame(frame, negotiated), status);
    } catch (failure) {
      context.logger.error({ method: exchange.method, url: exchange.url, error: describe(failure) }, "answer failed");
      exchange.destroy();
    }
    return status.code ?? 500;
  }

  /** An answer that is complete has to be taken in time. A refusal may have no place of a request: its bytes are counted. */
  #cutUnlessTaken(exchange: Exchange, code: number): void {
    const { clock, unread } = this.#serving.context;
    const cut = () => exchange.destroy();
    const timer = clock.setTimer(cut, takenMs);
    const taken = code >= 400 ? unread.add({ bytes: exchange.unsentBytes, holds: undefined, cut }) : undefined;
    exchange.onClose(() => {
      timer.cancel();
      taken?.();
    });
  }
}

/** Upstream's words for a path below no group version that it serves. */
const pathNotFound: Answer = text(404, "404 page not found\n");

/** The scheme and authority of a request target in absolute form, which proxies send (RFC 9112, 3.2.2). */
const absoluteForm = /^https?:\/\/[^/?#]*/i;

function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const target = url.startsWith("/") ? url : url.replace(absoluteForm, "");
  const mark = target.indexOf("?");
  return mark < 0 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function decodePath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    throw badRequest(`invalid URL escape in ${JSON.stringify(path)}`);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
