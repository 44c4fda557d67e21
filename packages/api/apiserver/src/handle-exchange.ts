import type { Authenticator } from "@engenho/authentication";
import { fenceHeader, isStoreError, type User } from "@engenho/core";
import { andThen, isPending, type MaybePromise } from "@engenho/machinery";
import { apiVersionOf } from "@engenho/registry";
import type { Answer } from "./answer/answer.js";
import { answerFrame, type RequestFrame, writeAnswer, writeRefusal } from "./answer/write-answer.js";
import { auditedRequest } from "./audit/audited-request.js";
import type { AuditedRequest, AuditedResponse, Auditor, AuditRecord } from "./audit/auditor.js";
import type { HeldExchange } from "./audit/held-exchange.js";
import { type AuditNotes, type Authentication, isPublic } from "./authentication/authenticate-exchange.js";
import type { Authorization } from "./authorization/authorize-request.js";
import { RequestedKind } from "./catalogue/requested-kind.js";
import { text } from "./endpoints/health.js";
import { type EndpointRequest, type Endpoints, serveEndpoint } from "./endpoints/serve-endpoint.js";
import { requestedFence } from "./fences/requested-fence.js";
import type { Exchange } from "./http/exchange.js";
import { Negotiator, protobufMediaType } from "./http/negotiate.js";
import { PlainPlace } from "./limits/plain-place.js";
import type { RequestClass } from "./limits/request-limits.js";
import type { RequestPlace } from "./limits/request-place.js";
import { booleanValue } from "./query/query-values.js";
import { type RequestTimeout, requestTimeout, timeLeftOf, withinTime } from "./query/request-timeout.js";
import type { RemoteService } from "./remote/remote-services.js";
import { isLongRunning, parseRequestInfo, type RequestInfo, type RequestPath, splitPath } from "./request-info.js";
import { type LabelledRequest, requestLabels } from "./request-labels.js";
import { serveResource } from "./serve-resource.js";
import type { ServerContext } from "./server-context.js";
import { badRequest, ClientGoneError, internalFailure, notAcceptable, requestTimedOut } from "./status/refusals.js";
import { PlainTextError, type Status, StatusError, statusOf } from "./status/status.js";

/** The parts of a server that answer exchanges. */
export interface Serving {
  readonly context: ServerContext;
  readonly authentication: Authentication;
  readonly authenticator: Authenticator;
  readonly authorization: Authorization;
  readonly auditor: Auditor | undefined;
  readonly endpoints: Endpoints;
}

/** A request path with the kind that it names. */
type RequestLine = RequestPath & LabelledRequest;

/** The progress of a request. */
interface Progress {
  readonly receivedMs: number;
  line: RequestLine | undefined;
  /** Where the request is recorded. */
  record: AuditRecord | undefined;
  /** The exchange, if its response waits for the record. */
  held: HeldExchange | undefined;
  /** The response, once there is one. */
  answer: Answer | undefined;
  status: Status | undefined;
}

const emptyQuery = new URLSearchParams();
/** How long a watch may queue: as other requests with the default time limit, a quarter of it. */
const longestWaitMs = 15_000;
/** The place of long-running requests, which do not count. */
const noPlace: RequestPlace = { enter: () => undefined, leave: () => {} };
const reads: ReadonlySet<string> = new Set(["get", "list", "watch", "head"]);
const longestAuditId = 64;
/** How long a client may take to read a complete response. */
const readTimeoutMs = 60_000;
/** Streams have no YAML representation. */
const watchMediaTypes: readonly string[] = ["application/json;stream=watch", `${protobufMediaType};stream=watch`];

/** Answers exchanges: authentication, routing, content negotiation. Never throws, whatever a client sends. */
export class ExchangeHandler {
  readonly #serving: Serving;
  readonly #builtInKinds = new Negotiator("built-in kinds");
  readonly #customKinds = new Negotiator("custom kinds");
  readonly #documents = new Negotiator("documents");

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  /** Resolves when the response is complete or the client has disconnected. Never rejects. */
  async handle(received: Exchange): Promise<void> {
    // Reset while its headers were read: the client does not expect a response.
    if (received.closed) return;
    const { context, auditor } = this.#serving;
    const startedMs = context.clock.monotonicNow();
    const progress: Progress = {
      receivedMs: context.clock.now(),
      line: undefined,
      record: undefined,
      held: undefined,
      answer: undefined,
      status: undefined,
    };
    if (auditor?.holdsResponses === true) progress.held = await heldExchange(received, progress);
    const exchange = progress.held ?? received;
    const url = splitUrl(exchange.url);
    const query = url.query === "" ? emptyQuery : new URLSearchParams(url.query);
    const frame: RequestFrame = {
      exchange,
      query,
      auditId: exchange.header("audit-id")?.slice(0, longestAuditId) ?? context.random.uuid(),
      warnings: [],
      flow: undefined,
    };
    let code: number;
    try {
      const path = decodePath(url.path);
      const segments = splitPath(path);
      const isWatch = () => booleanValue(query, "watch") === true;
      const info = parseRequestInfo({ method: exchange.method, path, segments, isWatch });
      const line = { info, segments, kind: new RequestedKind(info, () => context.kinds.table) };
      progress.line = line;
      const timeout = isLongRunning(info) ? undefined : requestTimeout(query);
      const serve = this.#serve.bind(this, frame, line, { timeout, progress });
      code = await (timeout === undefined ? serve() : withinTime(context.clock, { exchange, timeout }, serve));
    } catch (error) {
      if (error instanceof ClientGoneError) {
        await progress.record?.complete({ code: 500, status: statusOf(error) });
        return;
      }
      code = await this.#refuse(frame, error, progress);
      await progress.held?.sent;
    }
    if (!exchange.closed) this.#abortUnlessRead(exchange, code);
    const completed = progress.held?.isRecorded
      ? undefined
      : progress.record?.complete(auditedResponse(code, progress));
    if (isPending(completed)) await completed;
    const { line } = progress;
    if (line?.info.verb === "watch" && code === 200) return;
    const seconds = (context.clock.monotonicNow() - startedMs) / 1000;
    const options = { query, contentType: exchange.header("content-type"), userAgent: exchange.header("user-agent") };
    context.metrics.onRequest?.({
      code,
      seconds,
      responseBytes: exchange.writtenBytes,
      ...requestLabels(line, options),
    });
  }

  async #serve(
    frame: RequestFrame,
    line: RequestLine,
    { timeout, progress }: { readonly timeout: RequestTimeout | undefined; readonly progress: Progress },
  ): Promise<number> {
    const { context, authentication, authorization, auditor } = this.#serving;
    const { exchange, query, warnings } = frame;
    const { info, segments } = line;
    const timeLeftMs = timeLeftOf(context.clock, { exchange, timeout });
    const notes: AuditNotes | undefined = auditor === undefined ? undefined : [];
    const begin = (user: User | undefined): MaybePromise<AuditRecord | undefined> => {
      if (auditor === undefined) return undefined;
      const { receivedMs } = progress;
      const record = begun(auditor, auditedRequest(exchange, { auditId: frame.auditId, user, info, receivedMs }));
      return andThen(record, (known) => {
        for (const [key, value] of notes ?? []) known?.annotate(key, value);
        progress.record = known;
        return known;
      });
    };
    let user: User;
    try {
      const known = authentication.userOf(frame, line, notes);
      user = isPending(known) ? await known : known;
    } catch (error) {
      // Refused already, whether or not that can be recorded (upstream: WithFailedAuthenticationAudit).
      await (async () => begin(undefined))().catch(() => undefined);
      throw error;
    }
    const begins = begin(user);
    const record = isPending(begins) ? await begins : begins;
    if (isPending(begins)) {
      // Nobody waits for it any more: it must not have an effect.
      if (exchange.closed) throw new ClientGoneError();
      if (timeout !== undefined && timeLeftMs() <= 0) throw requestTimedOut();
    }
    if (exchange.hasHeaderPrefix("impersonate-")) {
      const { impersonate } = await import("./impersonation/impersonate.js");
      user = await impersonate(exchange, user, authorization);
      record?.impersonate(user);
    }
    const admission = context.limits.admit(this.#place(frame, line, { user, timeout }), countedClass(info));
    try {
      const entered = admission.enter("request");
      if (isPending(entered)) await entered;
      const authorized = authorization.check({ info, url: exchange.url, user, query, record });
      if (isPending(authorized)) await authorized;
      const isFenced = info.isResource && exchange.header(fenceHeader) !== undefined;
      const fence = isFenced ? await requestedFence(exchange, user, authorization) : undefined;
      const request = {
        exchange,
        admission,
        info,
        segments,
        kind: line.kind,
        query,
        user,
        record,
        warnings,
        timeLeftMs,
        fence,
      };
      const code = await this.#answer(frame, request, progress);
      const sent = progress.held?.sent;
      if (isPending(sent)) await sent;
      return code;
    } finally {
      admission.releaseBytes();
      // Until it has been read the response occupies memory, and its request a slot.
      exchange.onClose(() => admission.leave());
    }
  }

  /** The place of the request among those in flight. */
  #place(
    frame: RequestFrame,
    { info, segments }: RequestLine,
    { user, timeout }: { readonly user: User; readonly timeout: RequestTimeout | undefined },
  ): RequestPlace {
    const { limits, flowControl } = this.#serving.context;
    const { exchange, query } = frame;
    if (flowControl === undefined) {
      return new PlainPlace(limits, { exchange, verb: info.verb, isPublic: isPublic(segments), user });
    }
    const waitMs = timeout === undefined ? longestWaitMs : timeout.ms / 4;
    const place = flowControl.classify({ info, user, query, exchange, waitMs });
    if (place === undefined) return noPlace;
    frame.flow = place.headers;
    return place;
  }

  #answer(frame: RequestFrame, request: EndpointRequest, progress: Progress): Promise<number> {
    const remote = remoteOf(this.#serving.context, request.segments);
    if (remote !== undefined) return this.#remote(frame, request, { remote, progress });
    return request.info.isResource ? this.#resource(frame, request, progress) : this.#endpoint(frame, request);
  }

  async #resource(frame: RequestFrame, request: EndpointRequest, progress: Progress): Promise<number> {
    const { context, authenticator } = this.#serving;
    const { definition } = request.kind;
    const isCustom = definition !== undefined && definition.schemaName === undefined;
    const negotiator = isCustom ? this.#customKinds : this.#builtInKinds;
    const negotiated = negotiator.negotiate(frame.exchange.header("accept"));
    if (request.info.verb === "watch" && negotiated.mediaType === "application/yaml")
      throw notAcceptable(watchMediaTypes);
    const answer = await serveResource(context, request, authenticator);
    progress.answer = answer;
    const started = answer?.type === "stream" ? request.record?.responseStarted(answer.code ?? 200) : undefined;
    if (isPending(started)) await started;
    return writeAnswer(context, answerFrame(frame, negotiated), answer ?? pathNotFound);
  }

  async #remote(
    frame: RequestFrame,
    request: EndpointRequest,
    { remote, progress }: { readonly remote: RemoteService; readonly progress: Progress },
  ): Promise<number> {
    const { serveRemote } = await import("./aggregation/serve-remote.js");
    const answer = await serveRemote(this.#serving.context, request, remote);
    progress.answer = answer;
    if (answer.type === "stream") await request.record?.responseStarted(answer.code ?? 200);
    const negotiated = this.#documents.orJson(frame.exchange.header("accept"));
    return writeAnswer(this.#serving.context, answerFrame(frame, negotiated), answer);
  }

  async #endpoint(frame: RequestFrame, request: EndpointRequest): Promise<number> {
    const { context, endpoints } = this.#serving;
    const answer = (await serveEndpoint(context, endpoints, request)) ?? pathNotFound;
    // Discovery is refused to clients that accept none of its media types.
    const accept = frame.exchange.header("accept");
    const negotiated = answer.type === "value" ? this.#documents.negotiate(accept) : this.#documents.orJson(accept);
    return writeAnswer(context, answerFrame(frame, negotiated), answer);
  }

  async #refuse(frame: RequestFrame, error: unknown, progress: Progress): Promise<number> {
    const { context } = this.#serving;
    const { exchange } = frame;
    const negotiated = this.#documents.orJson(exchange.header("accept"));
    if (error instanceof PlainTextError) {
      const { code, message, retryAfterSeconds } = error;
      const again = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
      return writeAnswer(context, answerFrame(frame, negotiated), text(code, message, again));
    }
    const status = statusOf(error);
    progress.status = status;
    // A StoreError or a Status is a response, even when upstream's code for it is 500; anything else is an internal error.
    if (status.code === 500 && !isStoreError(error) && !(error instanceof StatusError)) {
      context.logger.error({ method: exchange.method, url: exchange.url, error: describe(error) }, "request failed");
    }
    try {
      // A response that failed half-way must not look complete.
      if (exchange.responded) exchange.destroy();
      else await writeRefusal(context, answerFrame(frame, negotiated), status);
    } catch (failure) {
      context.logger.error({ method: exchange.method, url: exchange.url, error: describe(failure) }, "answer failed");
      exchange.destroy();
    }
    return status.code ?? 500;
  }

  /** A complete response must be read in time. A refused request may have no slot; its unread bytes still count. */
  #abortUnlessRead(exchange: Exchange, code: number): void {
    const { clock, unread } = this.#serving.context;
    const abort = () => exchange.destroy();
    const timer = clock.setTimer(abort, readTimeoutMs);
    const taken = code >= 400 ? unread.add({ bytes: exchange.unsentBytes, heldVersion: undefined, abort }) : undefined;
    exchange.onClose(() => {
      timer.cancel();
      taken?.();
    });
  }
}

/** As what a request in flight is counted: those that last as long as the client wants are not, but for watches. */
function countedClass(info: RequestInfo): RequestClass | undefined {
  if (info.verb !== "watch" && isLongRunning(info)) return undefined;
  return reads.has(info.verb) ? "readOnly" : "mutating";
}

/** The exchange with a response that waits for its record. */
async function heldExchange(exchange: Exchange, progress: Progress): Promise<HeldExchange> {
  const { HeldExchange } = await import("./audit/held-exchange.js");
  return new HeldExchange(exchange, (code) => progress.record?.complete(auditedResponse(code, progress)));
}

/** The record of a request. Throws, or rejects with, PlainTextError 500 for one that cannot be recorded. */
function begun(auditor: Auditor, request: AuditedRequest): MaybePromise<AuditRecord | undefined> {
  const refuse = () => {
    throw internalFailure(request.uri, "failed to store audit event");
  };
  try {
    const record = auditor.begin(request);
    return isPending(record) ? record.catch(refuse) : record;
  } catch {
    return refuse();
  }
}

/** The remote service that a path leads to: below its group version, and that of its OpenAPI document. */
function remoteOf({ remoteServices }: ServerContext, segments: readonly string[]): RemoteService | undefined {
  if (remoteServices === undefined || remoteServices.all().length === 0) return undefined;
  const isDocument = segments[0] === "openapi" && segments[1] === "v3" && segments.length === 5;
  const [prefix, group, version] = isDocument ? segments.slice(2) : segments;
  if (prefix !== "apis" || group === undefined || version === undefined) return undefined;
  return remoteServices.find(group, version);
}

function auditedResponse(code: number, { answer, status }: Progress): AuditedResponse {
  if (status !== undefined) return { code, status };
  switch (answer?.type) {
    case "object":
      return { code, object: () => answer.object };
    case "list": {
      const { definition, list } = answer;
      const { resourceVersion, continue: token, items } = list;
      const metadata = { resourceVersion, continue: token };
      return {
        code,
        object: () => ({ kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata, items }),
      };
    }
    case "value":
      return { code, object: () => answer.value };
    case "status":
      return { code, status: answer.status };
    default:
      return { code };
  }
}

/** Upstream's response for a path outside the served group versions. */
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
