import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { LineWatch } from "./line-watch.js";

/** The address and credentials of an API server. */
export interface Access {
  /** Such as `https://127.0.0.1:6443`. */
  readonly address: string;
  readonly token: string;
  /** The certificate authority, PEM. */
  readonly ca: string;
}

/** A response of the API server, with its body unparsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** A request with or without a JSON body. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** A serialised JSON body. */
  readonly text?: string;
  /** Whether the response may be compressed; it is not inflated. */
  readonly gzip?: boolean;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Default `application/json`. */
  readonly accept?: string;
}

/** A plain client of an API server: HTTP/2 over TLS like client-go, without caching or retries. */
export class ApiClient {
  readonly #session: ClientHttp2Session;
  readonly #headers: IncomingHttpHeaders;

  private constructor(session: ClientHttp2Session, token: string) {
    this.#session = session;
    this.#headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    session.setMaxListeners(0);
    session.on("error", () => {});
  }

  /** Opens one connection. */
  static async connect({ address, token, ca }: Access): Promise<ApiClient> {
    const session = connect(address, { ca, settings: { initialWindowSize: 1 << 22 } });
    await new Promise<void>((resolve, reject) => {
      session.once("connect", () => resolve());
      session.once("error", reject);
    });
    session.setLocalWindowSize(1 << 24);
    return new ApiClient(session, token);
  }

  /** Sends a request; any status code is a response. */
  send({ method, path, body, contentType = "application/json", ...rest }: ApiRequest): Promise<ApiAnswer> {
    const text = body === undefined ? rest.text : JSON.stringify(body);
    const encoding = rest.gzip === true ? { "accept-encoding": "gzip" } : {};
    const { accept = "application/json" } = rest;
    const head = { ...this.#headers, accept, ...encoding, ":method": method, ":path": path };
    const stream = this.#session.request(text === undefined ? head : { ...head, "content-type": contentType }, {
      endStream: text === undefined,
    });
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      stream.on("response", (headers) => {
        status = Number(headers[":status"]);
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () =>
        resolve({ status, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
      );
      stream.on("error", reject);
      if (text !== undefined) stream.end(text);
    });
  }

  /** As `send`, for requests that must succeed; returns the parsed body. Throws an Error with the server's message. */
  async call<T>(request: ApiRequest): Promise<T> {
    const { body } = await this.accept(request);
    return JSON.parse(body.toString()) as T;
  }

  /** As `call`, with the unparsed body. */
  async accept(request: ApiRequest): Promise<ApiAnswer> {
    const answer = await this.send(request);
    if (answer.status < 300) return answer;
    throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.body.toString().slice(0, 500)}`);
  }

  /** Opens a watch, and passes on each line unparsed. */
  watch(path: string, onLine: (line: Buffer) => void): LineWatch {
    const separator = path.includes("?") ? "&" : "?";
    return new LineWatch((parameters) => {
      const query = `${separator}watch=1&allowWatchBookmarks=false${parameters}`;
      return this.#session.request({ ...this.#headers, ":method": "GET", ":path": `${path}${query}` });
    }, onLine);
  }

  close(): void {
    this.#session.destroy();
  }
}
