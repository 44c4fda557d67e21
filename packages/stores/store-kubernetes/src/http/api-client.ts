import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { type Clock, errorMessage, type PauseSignal, pause, StoreError } from "@engenho/core";
import type { ClusterAccess } from "../connection/cluster-access.js";
import type { Credentials } from "../connection/credentials.js";
import { connectionError } from "./connection-error.js";
import { type Deadline, startDeadline } from "./deadline.js";
import { errorOfAnswer } from "./status-error.js";
import type { TokenBucket } from "./token-bucket.js";
import { isLostConnection, type Transport } from "./transport.js";
import { warningTexts } from "./warnings.js";

/** A request to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Such as `/api/v1/pods`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  /** Default `application/json`. */
  readonly accept?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Statuses besides 2xx that are not errors. Default: none. */
  readonly accepts?: readonly number[];
}

/** A response that is not an error. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; undefined if it is empty. */
  readonly value: unknown;
}

/** Options of {@link ApiClient}. */
export interface ApiClientOptions {
  readonly access: ClusterAccess;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly userAgent: string;
  /** How long an attempt may take. */
  readonly requestTimeoutMs: number;
  /** Undefined: no limit. */
  readonly limit: TokenBucket | undefined;
  /** Aborts all requests. */
  readonly signal: PauseSignal;
}

/** The maximum number of retries (client-go's withRetry). */
const maxRetries = 10;

/**
 * A client of one API server, with credentials, deadlines, retries and errors. A 429 or 5xx with Retry-After is retried
 * after that time, a read whose connection was lost at once, and a 401 with new credentials.
 */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  /** Sends a request and reads the whole response. Throws StoreError. */
  async request(request: ApiRequest): Promise<ApiAnswer> {
    return this.#withRetries(request, async (attempt) => {
      const { requestTimeoutMs, clock, signal } = this.#options;
      const deadline = startDeadline(clock, requestTimeoutMs, signal);
      try {
        const message = await this.#send(request, attempt.credentials, { deadline, endless: false });
        const text = await textOf(message);
        return this.#judge(request, message, text);
      } catch (error) {
        if (deadline.isOver) throw tooLate(request, requestTimeoutMs);
        throw error;
      } finally {
        deadline.end();
      }
    });
  }

  /**
   * Sends a request with an endless response, such as a watch. The time limit applies to its headers; `signal` ends it.
   * Throws StoreError.
   */
  async stream(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage> {
    return this.#withRetries(request, async (attempt) => {
      const { requestTimeoutMs, clock } = this.#options;
      const deadline = startDeadline(clock, requestTimeoutMs, signal);
      let streaming = false;
      try {
        const message = await this.#send(request, attempt.credentials, { deadline, endless: true });
        if (message.statusCode !== 200) {
          this.#judge(request, message, await textOf(message));
          throw new StoreError("InternalError", `HTTP status ${message.statusCode} in response to a watch`);
        }
        streaming = true;
        const end = () => message.destroy();
        signal.addEventListener("abort", end, { once: true });
        message.once("close", () => signal.removeEventListener("abort", end));
        if (signal.aborted) end();
        return message;
      } catch (error) {
        if (deadline.isOver) throw tooLate(request, requestTimeoutMs);
        throw error;
      } finally {
        deadline.end();
        if (!streaming && signal.aborted) this.#checkOpen();
      }
    });
  }

  /** Throws if the store is closed. */
  #checkOpen(): void {
    if (this.#options.signal.aborted) throw new StoreError("Closed", "the store is closed");
  }

  async #withRetries<T>(request: ApiRequest, send: (attempt: { credentials: Credentials }) => Promise<T>): Promise<T> {
    const { access, clock, signal } = this.#options;
    let refreshed = false;
    for (let retry = 0; ; retry++) {
      this.#checkOpen();
      await this.#waitForTurn();
      const credentials = await this.#credentials();
      let delayMs: number;
      try {
        return await send({ credentials });
      } catch (error) {
        this.#checkOpen();
        if (error instanceof StoreError && error.code === "Unauthorized" && !refreshed) {
          refreshed = true;
          access.credentials.refresh(credentials);
          continue;
        }
        if (retry >= maxRetries) throw this.#asStoreError(error);
        const wait = retryDelayMs(request, error);
        if (wait === undefined) throw this.#asStoreError(error);
        delayMs = wait;
      }
      if (delayMs > 0) await pause(clock, delayMs, signal);
    }
  }

  async #waitForTurn(): Promise<void> {
    const { limit, clock, signal } = this.#options;
    const waitMs = limit?.take() ?? 0;
    if (waitMs > 0) await pause(clock, waitMs, signal);
  }

  async #credentials(): Promise<Credentials> {
    try {
      return await this.#options.access.credentials.current();
    } catch (error) {
      const reason = errorMessage(error);
      throw new StoreError("Unauthorized", `no credentials: ${reason}`, { cause: error });
    }
  }

  #send(
    request: ApiRequest,
    credentials: Credentials,
    { deadline, endless }: { readonly deadline: Deadline; readonly endless: boolean },
  ): Promise<IncomingMessage> {
    const { method, path, query, accept = "application/json", body, contentType = "application/json" } = request;
    const search = query === undefined || query.size === 0 ? "" : `?${query}`;
    return this.#options.transport.send({
      method,
      path: `${path}${search}`,
      headers: {
        accept,
        "user-agent": this.#options.userAgent,
        ...(body === undefined ? {} : { "content-type": contentType }),
        ...request.headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials,
      endless,
      signal: deadline.signal,
    });
  }

  /** Throws the error of an unsuccessful response. */
  #judge(request: ApiRequest, { statusCode = 0, headers }: IncomingMessage, text: string): ApiAnswer {
    if (request.onWarning !== undefined) warningTexts(headers.warning).forEach(request.onWarning);
    const isAccepted = (statusCode >= 200 && statusCode < 300) || request.accepts?.includes(statusCode) === true;
    if (isAccepted) return { status: statusCode, headers, value: text === "" ? undefined : parsed(text, request) };
    const seconds = Number(headers["retry-after"] ?? Number.NaN);
    const retryAfterSeconds = Number.isInteger(seconds) && seconds >= 0 ? seconds : undefined;
    const error = errorOfAnswer({ httpStatus: statusCode, body: jsonOrText(text), retryAfterSeconds });
    const isOfServer = (statusCode === 429 && !isOfBudget(error)) || statusCode >= 500;
    const mayRetry = retryAfterSeconds !== undefined && isOfServer;
    throw mayRetry ? new RetryLater(error, retryAfterSeconds) : error;
  }

  #asStoreError(error: unknown): StoreError {
    if (error instanceof RetryLater) return error.error;
    if (error instanceof StoreError) return error;
    return connectionError(error, this.#options.access.server.origin);
  }
}

/** An error response that says when to retry. */
class RetryLater extends Error {
  readonly error: StoreError;
  readonly seconds: number;

  constructor(error: StoreError, seconds: number) {
    super(error.message);
    this.error = error;
    this.seconds = seconds;
  }
}

/** The delay before a retry; undefined: no retry. */
function retryDelayMs({ method }: ApiRequest, error: unknown): number | undefined {
  if (error instanceof RetryLater) return error.seconds * 1000;
  // A write whose response was lost may have been executed, so the caller has to read before it retries.
  return method === "GET" && isLostConnection(error) ? 0 : undefined;
}

/**
 * An eviction that a PodDisruptionBudget forbids is a 429, too, but not because of load: the caller decides when to
 * retry.
 */
function isOfBudget({ details }: StoreError): boolean {
  return (details.causes ?? []).some(({ reason }) => reason === "DisruptionBudget");
}

function tooLate({ method, path }: ApiRequest, ms: number): StoreError {
  return new StoreError("Timeout", `${method} ${path}: no response within ${ms} ms`);
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string, { method, path }: ApiRequest): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StoreError("InternalError", `${method} ${path}: the response is not JSON`, { cause: error });
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
