import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request that a scripted server has received. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A watch that a client has opened. */
export interface ScriptedWatch {
  readonly query: URLSearchParams;
  send(type: string, object: object): void;
  /** Ends it regularly. */
  end(): void;
  /** Cuts its connection. */
  cut(): void;
  readonly isOpen: boolean;
}

/** An answer of the script; undefined: the server answers as usual. */
export type ScriptedAnswer = {
  readonly code: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
};

/** A scripted API server that serves ConfigMaps only. */
export class ScriptedServer {
  readonly requests: ScriptedRequest[] = [];
  readonly watches: ScriptedWatch[] = [];
  /** The response to lists. */
  list: { items: readonly object[]; resourceVersion: string } = { items: [], resourceVersion: "100" };
  /** Whether WatchList is served. */
  watchList = false;
  /** Called first with each request; its result overrides the usual response. */
  intercept: (request: ScriptedRequest) => ScriptedAnswer | "silence" | undefined = () => undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      request.on("end", () => this.#answer(request, response, body));
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** Starts; resolves with the URL. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Closes all connections, and accepts no others. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The watch that was opened last. */
  get watch(): ScriptedWatch {
    const last = this.watches.at(-1);
    if (last === undefined) throw new Error("no watch was opened");
    return last;
  }

  /** The requests for lists of ConfigMaps. */
  get lists(): readonly ScriptedRequest[] {
    return this.requests.filter(
      ({ method, path, query }) => method === "GET" && path === configMapsPath && !query.has("watch"),
    );
  }

  #answer(incoming: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(incoming.url ?? "/", "http://server");
    const { method = "GET", headers } = incoming;
    const request = { method, path: url.pathname, query: url.searchParams, headers, body };
    this.requests.push(request);
    const scripted = this.intercept(request);
    if (scripted === "silence") return;
    if (scripted !== undefined) {
      response.writeHead(scripted.code, { "content-type": "application/json", ...scripted.headers });
      response.end(scripted.body === undefined ? "" : JSON.stringify(scripted.body));
    } else if (request.path === "/api" || request.path === "/apis") {
      response.end(JSON.stringify(discovery(request.path === "/api")));
    } else if (request.path === configMapsPath && request.query.has("watch")) {
      this.#openWatch(request, response);
    } else if (request.path === configMapsPath) {
      const { items, resourceVersion } = this.list;
      response.end(JSON.stringify({ kind: "ConfigMapList", apiVersion: "v1", metadata: { resourceVersion }, items }));
    } else {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify(status(404, "NotFound", "the server could not find the requested resource")));
    }
  }

  #openWatch({ query }: ScriptedRequest, response: ServerResponse): void {
    if (query.has("sendInitialEvents") && !this.watchList) {
      const message =
        "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
      response.writeHead(422, { "content-type": "application/json" });
      response.end(JSON.stringify(status(422, "Invalid", message)));
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    this.watches.push({
      query,
      send: (type, object) => void response.write(`${JSON.stringify({ type, object })}\n`),
      end: () => void response.end(),
      cut: () => void response.socket?.destroy(),
      get isOpen() {
        return response.socket !== null && !response.socket.destroyed && !response.writableEnded;
      },
    });
  }
}

const configMapsPath = "/api/v1/configmaps";

/** A Status of failure. */
export function status(code: number, reason: string, message: string, details?: object): object {
  return {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code,
    reason,
    message,
    ...(details === undefined ? {} : { details }),
  };
}

/** A ConfigMap `a/name`. */
export function configMap(name: string, resourceVersion: string, uid = `uid-${name}`) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "a", uid, resourceVersion },
    data: { at: resourceVersion },
  };
}

/** A bookmark. */
export function bookmark(resourceVersion: string, annotations?: Record<string, string>): object {
  const metadata = { resourceVersion, ...(annotations === undefined ? {} : { annotations }) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata };
}

function discovery(isCore: boolean): object {
  const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
  const responseKind = { group: "", version: "v1", kind: "ConfigMap" };
  const resources = [{ resource: "configmaps", responseKind, scope: "Namespaced", verbs }];
  const items = isCore ? [{ metadata: {}, versions: [{ version: "v1", resources, freshness: "Current" }] }] : [];
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}
