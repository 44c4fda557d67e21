import { Agent, request } from "node:https";
import { type Clock, errorMessage, systemClock } from "@engenho/core";

/** A response with status 200. */
export interface Document {
  /** Its body as text. */
  readonly body: string;
  /** The header Cache-Control; empty without it. */
  readonly cacheControl: string;
  /** The header Expires; empty without it. */
  readonly expires: string;
}

/** Fetches documents of issuers. */
export interface DocumentClient {
  /**
   * Fetches a document over https, following up to ten redirects. Rejects with Error, whose message is `Get "URL": ` and the reason.
   * `bearer`: a bearer token, which is sent to the host of the URL only.
   */
  get(url: string, options?: { readonly bearer?: string | undefined }): Promise<Document>;
  /** Closes the connections. */
  close(): void;
}

/** Options of {@link createDocumentClient}. */
export interface DocumentClientOptions {
  /** The certificate authorities to trust, in PEM. Default: the system's. */
  readonly ca?: string | undefined;
  /** The timeout of a document, including redirects, in milliseconds. Default 30 000, as upstream. */
  readonly timeoutMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

const defaultTimeoutMs = 30_000;
const maxBytes = 1024 * 1024;
/** As Go's http.Client. */
const maxRedirects = 10;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A client for the documents of one issuer. */
export function createDocumentClient({
  ca,
  timeoutMs = defaultTimeoutMs,
  clock = systemClock,
}: DocumentClientOptions): DocumentClient {
  const agent = new Agent({
    keepAlive: true,
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
  });
  return {
    async get(url, { bearer } = {}) {
      const end = new AbortController();
      const late = new Error(`Get ${JSON.stringify(url)}: context deadline exceeded`);
      const timer = clock.setTimer(() => end.abort(late), timeoutMs);
      try {
        return await followed(url, bearer, { agent, signal: end.signal });
      } catch (error) {
        if (end.signal.aborted) throw late;
        throw new Error(`Get ${JSON.stringify(url)}: ${errorMessage(error)}`, { cause: error });
      } finally {
        timer.cancel();
      }
    },
    close: () => agent.destroy(),
  };
}

interface Exchange {
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

async function followed(first: string, bearer: string | undefined, exchange: Exchange): Promise<Document> {
  let url = parsed(first);
  const { host } = url;
  for (let made = 0; made <= maxRedirects; made++) {
    const answer = await answered(url, url.host === host ? bearer : undefined, exchange);
    if (typeof answer === "object") return answer;
    url = parsed(new URL(answer, url).href);
  }
  throw new Error(`stopped after ${maxRedirects} redirects`);
}

/** These documents decide about identities, so plain http is refused. */
function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:") throw new Error("the URL is not one of https");
  return url;
}

/** A document, or the target of a redirect. */
function answered(url: URL, bearer: string | undefined, { agent, signal }: Exchange): Promise<Document | string> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: "application/json",
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    };
    const sent = request(url, { agent, signal, headers });
    sent.on("error", reject);
    sent.on("response", (response) => {
      const { statusCode = 0, statusMessage = "" } = response;
      const { location, "cache-control": cacheControl = "", expires = "" } = response.headers;
      const refuse = (reason: string) => {
        reject(new Error(reason));
        sent.destroy();
      };
      if (redirects.has(statusCode) && location !== undefined) {
        resolve(location);
        sent.destroy();
        return;
      }
      if (statusCode !== 200) {
        refuse(`the server answered ${statusCode} ${statusMessage}`.trimEnd());
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) refuse(`the response is larger than ${maxBytes} bytes`);
        else chunks.push(chunk);
      });
      response.on("end", () => resolve({ body: Buffer.concat(chunks).toString(), cacheControl, expires }));
      response.on("close", () => reject(new Error("unexpected EOF")));
      response.on("error", reject);
    });
    sent.end();
  });
}
