import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";

/** What the API server sends, without its type. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any kind of object
export type AnyObject = any;

/** An answer of the API server. */
export interface ApiAnswer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: AnyObject;
}

/** A request that was refused, with what its Status says. */
export class RefusedError extends Error {
  readonly code: number;
  readonly reason: string | undefined;

  constructor({ code, text }: ApiAnswer) {
    const status = parsed(text);
    super(status?.message ?? text);
    this.code = code;
    this.reason = status?.reason;
  }
}

/** A line of a watch. */
export interface WatchEvent {
  readonly type: string;
  readonly object: AnyObject;
}

/** An open watch. */
export interface ApiWatch {
  /** The next event. Rejects when the watch ends. */
  next(): Promise<WatchEvent>;
  /** The first event that fits. */
  until(fits: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  stop(): void;
}

const patchTypes = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** Where a client sends its requests, and as whom. */
export interface ClientTarget {
  readonly address: string;
  readonly ca: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The requests of client-go in JSON; refusals are thrown as {@link RefusedError}. */
export class ApiClient {
  readonly #target: ClientTarget;
  readonly #agent: Agent;

  constructor(target: ClientTarget, agent = new Agent({ keepAlive: true, ca: target.ca })) {
    this.#target = target;
    this.#agent = agent;
  }

  /** The same server with other headers: other credentials, or those of impersonation besides. */
  with(headers: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient({ ...this.#target, headers: { ...this.#target.headers, ...headers } }, this.#agent);
  }

  /** Closes idle connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** One request, whatever its answer is. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.sendText(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  /** The same with a body that need not be what JSON.stringify writes. */
  async sendText(
    method: string,
    path: string,
    body: string | Buffer | undefined,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const response = await this.#open(
      { method, headers: { "content-type": "application/json", ...headers } },
      path,
      body,
    );
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    const code = response.statusCode ?? 0;
    return {
      code,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  }

  get(path: string): Promise<AnyObject> {
    return this.#succeed("GET", path);
  }

  create(path: string, object: unknown): Promise<AnyObject> {
    return this.#succeed("POST", path, object);
  }

  update(path: string, object: unknown): Promise<AnyObject> {
    return this.#succeed("PUT", path, object);
  }

  patch(path: string, patch: unknown, type: keyof typeof patchTypes = "merge"): Promise<AnyObject> {
    return this.#succeed("PATCH", path, patch, { "content-type": patchTypes[type] });
  }

  delete(path: string): Promise<AnyObject> {
    return this.#succeed("DELETE", path);
  }

  /** Opens a watch; `path` has the other parameters. */
  async watch(path: string): Promise<ApiWatch> {
    const url = `${path}${path.includes("?") ? "&" : "?"}watch=true`;
    const response = await this.#open({ method: "GET" }, url);
    if (response.statusCode !== 200) throw new Error(`watch ${path}: ${response.statusCode}`);
    const lines = linesOf(response);
    const next = async (): Promise<WatchEvent> => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the watch of ${path} has ended`);
      return JSON.parse(value) as WatchEvent;
    };
    return {
      next,
      async until(fits) {
        for (;;) {
          const event = await next();
          if (fits(event)) return event;
        }
      },
      stop: () => response.destroy(),
    };
  }

  async #succeed(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<AnyObject> {
    const answer = await this.send(method, path, body, headers);
    if (answer.code >= 400) throw new RefusedError(answer);
    return answer.json;
  }

  #open(options: RequestOptions, path: string, body?: string | Buffer): Promise<IncomingMessage> {
    const { address, headers } = this.#target;
    return new Promise((resolve, reject) => {
      const all = { ...headers, ...(options.headers as Record<string, string> | undefined) };
      const outgoing = request(`${address}${path}`, { ...options, headers: all, agent: this.#agent }, resolve);
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}

function parsed(text: string): { readonly message?: string; readonly reason?: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  return undefined;
}
