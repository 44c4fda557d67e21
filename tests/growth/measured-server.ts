import { findDuplicateKeys } from "@engenho/machinery";
import { startServer } from "../../packages/api/apiserver/test/support/test-server.js";

/** One request of a growth case. */
export interface GrowthRequest {
  readonly method: string;
  readonly path: string;
  /** Default: JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The cost of a request. */
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
  const server = await startServer({ duplicateFields: findDuplicateKeys });
  return {
    async send({ method, path, type = "application/json", headers, body }) {
      const sent = body === undefined ? {} : { body: Buffer.from(body), headers: { "content-type": type, ...headers } };
      const before = process.cpuUsage();
      const { code, text } = await server.send(method, path, { headers: headers ?? {}, ...sent });
      const { user, system } = process.cpuUsage(before);
      return { code, text, cpuMs: (user + system) / 1000 };
    },
    close: () => server.close(),
  };
}
