import { request as requestPlain } from "node:http";
import { type Agent, request as requestTls } from "node:https";
import { isIP } from "node:net";
import { type Clock, pause, type Timer } from "@engenho/core";
import { connectionFault } from "./connection-fault.js";

/** Where to connect to. */
export interface Endpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  /** The TCP port. */
  readonly port: number;
}

/** A request to a webhook. */
export interface Call {
  /** The whole URL, for messages. */
  readonly url: string;
  readonly path: string;
  /** The host that the certificate must be for. */
  readonly serverName: string;
  /** The Host header. */
  readonly shownHost: string;
  readonly body: string;
  /** Further headers, in lower case: credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How a request is made. */
export interface PostOptions {
  /** Undefined: plain HTTP. */
  readonly agent: Agent | undefined;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** The seconds of its header Retry-After; undefined without one. */
  readonly retryAfterSeconds: number | undefined;
  readonly body: Buffer;
}

/** How often a request is repeated when responses ask for it (client-go rest.Request, withRetry). */
const maxRetries = 10;

/** Whether an answer asks for another attempt: 429 or 5xx with Retry-After (client-go checkWait). */
export function asksForRetry({ status, retryAfterSeconds }: Answer): boolean {
  return retryAfterSeconds !== undefined && (status === 429 || status >= 500);
}

/** Posts JSON and reads the response. Rejects with an Error whose message is `Post "URL": ` and Go's message. */
export async function post(call: Call, endpoint: () => Promise<Endpoint>, options: PostOptions): Promise<Answer> {
  const { clock, timeoutMs } = options;
  let timer: Timer | undefined;
  const abort = new AbortController();
  const late = new Promise<never>((_resolve, reject) => {
    timer = clock.setTimer(() => {
      reject(new DeadlineExceeded("context deadline exceeded"));
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([attempted(call, endpoint, { ...options, signal: abort.signal }), late]);
  } catch (error) {
    const failure = new Error(`Post ${JSON.stringify(call.url)}: ${connectionFault(error)}`, { cause: error });
    if (error instanceof DeadlineExceeded) failure.name = "TimeoutError";
    throw failure;
  } finally {
    timer?.cancel();
    abort.abort();
  }
}

class DeadlineExceeded extends Error {}

type AttemptOptions = PostOptions & { readonly signal: AbortSignal };

async function attempted(call: Call, endpoint: () => Promise<Endpoint>, options: AttemptOptions): Promise<Answer> {
  for (let retries = 0; ; retries++) {
    const answer = await answered(call, await endpoint(), options);
    if (!asksForRetry(answer) || retries === maxRetries) return answer;
    await pause(options.clock, (answer.retryAfterSeconds ?? 0) * 1000, options.signal);
    options.signal.throwIfAborted();
  }
}

async function answered(call: Call, to: Endpoint, options: AttemptOptions): Promise<Answer> {
  try {
    return await exchange(call, to, options);
  } catch (error) {
    // The server closed an idle connection before it read the request: retried, as by Go's transport.
    if (!(error instanceof StaleConnection)) throw error;
    return exchange(call, to, options);
  }
}

class StaleConnection extends Error {}

function exchange(call: Call, { host, port }: Endpoint, options: AttemptOptions): Promise<Answer> {
  const { agent, maxAnswerBytes, signal } = options;
  const { path, serverName, shownHost, body } = call;
  const request = agent === undefined ? requestPlain : requestTls;
  return new Promise((resolve, reject) => {
    const sent = request({
      method: "POST",
      agent,
      host,
      port,
      path,
      signal,
      // An address has no server name; the certificate is then checked for the address.
      ...(isIP(serverName) === 0 ? { servername: serverName } : { servername: "" }),
      headers: {
        ...call.headers,
        host: shownHost,
        accept: "application/json, */*",
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "kube-apiserver-admission",
      },
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(isStale && !answering ? new StaleConnection("the connection was closed") : error);
    });
    let answering = false;
    sent.on("response", (response) => {
      answering = true;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) {
          reject(new Error(`the response is larger than ${maxAnswerBytes} bytes`));
          sent.destroy();
        } else chunks.push(chunk);
      });
      response.on("end", () => {
        const { statusCode = 0, headers } = response;
        resolve({
          status: statusCode,
          contentType: headers["content-type"] ?? "",
          retryAfterSeconds: secondsOf(headers["retry-after"]),
          body: Buffer.concat(chunks),
        });
      });
      response.on("close", () => reject(new Error("unexpected EOF")));
      response.on("error", reject);
    });
    sent.end(body);
  });
}

/** Parsed as by strconv.Atoi, so a date counts as absent; a negative number counts as 0. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined || !/^[+-]?\d{1,9}$/.test(retryAfter)) return undefined;
  return Math.max(0, Number(retryAfter));
}
