import { request as httpRequest } from "node:http";
import { createApiServer } from "@engenho/apiserver";
import { findDuplicateKeys } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";

/** One request of a growth case. */
export interface GrowthRequest {
  readonly method: string;
  readonly path: string;
  /** Default: JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a request came to. */
export interface MeasuredAnswer {
  readonly code: number;
  readonly text: string;
  /** Processor time of this process from the first byte sent to the last one received. */
  readonly cpuMs: number;
}

/** An API server in this process over an empty store with the namespace `default`. */
export interface MeasuredServer {
  send(request: GrowthRequest): Promise<MeasuredAnswer>;
  close(): Promise<void>;
}

/** Starts a server as the program composes it, over plain HTTP and without controllers. */
export async function startMeasuredServer(): Promise<MeasuredServer> {
  const store = createMemoryStore();
  await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const server = createApiServer({
    store,
    kinds: store,
    authenticate: () => ({ name: "tester" }),
    duplicateFields: findDuplicateKeys,
  });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return {
    send: (request) => send(port, request),
    async close() {
      await server.close();
      await store.close();
    },
  };
}

async function send(port: number, { method, path, type, headers, body }: GrowthRequest): Promise<MeasuredAnswer> {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const before = process.cpuUsage();
  const { code, text } = await new Promise<{ code: number; text: string }>((resolve, reject) => {
    const sent = {
      ...(bytes === undefined
        ? {}
        : { "content-type": type ?? "application/json", "content-length": String(bytes.length) }),
      ...headers,
    };
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
  const { user, system } = process.cpuUsage(before);
  return { code, text, cpuMs: (user + system) / 1000 };
}
