import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { Store } from "@engenho/core";
import { createMemoryStore, type MemoryStoreOptions } from "@engenho/store-memory";
import { type ApiServer, type ApiServerOptions, createApiServer } from "../../src/index.js";

/** The response to a test's request. */
export interface TestAnswer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON. */
  readonly json: unknown;
}

/** What a test sends in addition to method and path. */
export interface TestRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Strings and bytes are sent unchanged, other values as JSON. */
  readonly body?: unknown;
}

/** A server on loopback over an empty store with the namespace `default`. */
export interface TestServer {
  readonly store: Store;
  readonly server: ApiServer;
  readonly port: number;
  send(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  /** Opens a watch. */
  watch(path: string, headers?: Readonly<Record<string, string>>): Promise<TestWatch>;
  close(): Promise<void>;
}

/** An open watch. */
export interface TestWatch {
  readonly code: number;
  /** The next line as JSON; undefined at the end of the stream. */
  next(): Promise<WatchLine | undefined>;
  close(): void;
}

/** A line of a watch. */
export interface WatchLine {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server sends
  readonly object: any;
}

const descriptions = async () => (await import("@engenho/kinds/descriptions")).describe;

/** The options of a test's store. */
type TestStoreOptions = Pick<
  MemoryStoreOptions,
  "clock" | "watchHistoryLimit" | "watchHistoryBytes" | "tokenIssuer" | "admission" | "disableAdmissionPlugins"
> & {
  /** Kinds of the store in addition to the built-in ones. */
  readonly storeKinds?: MemoryStoreOptions["kinds"];
};

/** Starts a server over plain HTTP. */
export async function startServer(options: Partial<ApiServerOptions> & TestStoreOptions = {}): Promise<TestServer> {
  const {
    clock,
    watchHistoryLimit,
    watchHistoryBytes,
    tokenIssuer,
    admission,
    disableAdmissionPlugins,
    storeKinds,
    ...serverOptions
  } = options;
  const memory = createMemoryStore({
    clock,
    watchHistoryLimit,
    watchHistoryBytes,
    tokenIssuer,
    admission,
    disableAdmissionPlugins,
    kinds: storeKinds,
  });
  const store = options.store ?? memory;
  await memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const given = clock === undefined ? serverOptions : { ...serverOptions, clock };
  const server = createApiServer({
    kinds: memory,
    descriptions,
    authenticate: () => ({ name: "tester" }),
    ...given,
    store,
  });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return {
    store,
    server,
    port,
    send: (method, path, request = {}) => send(port, { method, path, ...request }),
    watch: (path, headers = {}) => openWatch(port, path, headers),
    async close() {
      await server.close();
      await memory.close();
    },
  };
}

function send(port: number, request: TestRequest & { method: string; path: string }): Promise<TestAnswer> {
  const { method, path, body } = request;
  const raw = typeof body === "string" || body instanceof Buffer;
  const bytes = body === undefined ? undefined : raw ? body : JSON.stringify(body);
  const type = body === undefined || raw ? {} : { "content-type": "application/json" };
  const chunked = request.headers?.["transfer-encoding"] !== undefined;
  const length = bytes === undefined || chunked ? {} : { "content-length": String(Buffer.byteLength(bytes)) };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: "127.0.0.1", port, method, path, headers: { ...type, ...length, ...request.headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(answerOf(response, Buffer.concat(chunks))));
        response.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
}

function answerOf(response: IncomingMessage, bytes: Buffer): TestAnswer {
  const text = bytes.toString();
  return {
    bytes,
    code: response.statusCode ?? 0,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
  };
}

function openWatch(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<TestWatch> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
      const lines = linesOf(response);
      resolve({
        code: response.statusCode ?? 0,
        async next() {
          const { value } = await lines.next();
          return value === undefined ? undefined : (JSON.parse(value) as WatchLine);
        },
        close: () => outgoing.destroy(),
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of response) {
    rest += String(chunk);
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 1);
    }
  }
  return undefined;
}
