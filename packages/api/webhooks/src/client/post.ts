import { type Agent, request } from "node:https";
import { isIP } from "node:net";
import type { Clock, Timer } from "@engenho/core";
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
}

/** How a request is made. */
export interface PostOptions {
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Posts JSON and reads the answer. Rejects with Error, whose message is `Post "URL": ` and Go's words for what went wrong. */
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
  const to = await endpoint();
  try {
    return await exchange(call, to, options);
  } catch (error) {
    // A kept connection was closed by the other side before it read the request: Go's transport tries again, too.
    if (!(error instanceof StaleConnection)) throw error;
    return exchange(call, to, options);
  }
}

class StaleConnection extends Error {}

function exchange(call: Call, { host, port }: Endpoint, options: AttemptOptions): Promise<Answer> {
  const { agent, maxAnswerBytes, signal } = options;
  const { path, serverName, shownHost, body } = call;
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
        resolve({ status: statusCode, contentType: headers["content-type"] ?? "", body: Buffer.concat(chunks) });
      });
      response.on("close", () => reject(new Error("unexpected EOF")));
      response.on("error", reject);
    });
    sent.end(body);
  });
}
