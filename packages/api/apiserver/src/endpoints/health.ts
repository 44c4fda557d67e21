import { errorMessage } from "@engenho/core";
import type { Answer } from "../answer/answer.js";
import type { ResponseHeaders } from "../http/exchange.js";
import type { HealthCheck, ServerMetrics } from "../options.js";

const endpoints = ["healthz", "livez", "readyz"] as const;
type Endpoint = (typeof endpoints)[number];

const ping: HealthCheck = { name: "ping", check() {} };

/**
 * `/healthz`, `/livez`, `/readyz`, each as a whole or for one check (`/readyz/ping`); `?verbose` and `?exclude=name` as
 * upstream.
 */
export class Health {
  readonly #checks: readonly HealthCheck[];
  readonly #metrics: ServerMetrics;

  constructor(checks: readonly HealthCheck[], metrics: ServerMetrics = {}) {
    this.#checks = [ping, ...checks];
    this.#metrics = metrics;
  }

  /** Whether a path's first segment is one of the endpoints. */
  serves(segments: readonly string[]): boolean {
    return (endpoints as readonly string[]).includes(segments[0] ?? "") && segments.length <= 2;
  }

  /** Undefined when no check has that name. */
  async answer(segments: readonly string[], query: URLSearchParams): Promise<Answer | undefined> {
    const endpoint = segments[0] as Endpoint;
    const checks = this.#checks.filter((check) => (check.endpoints ?? endpoints).includes(endpoint));
    const only = segments[1];
    if (only !== undefined) {
      const check = checks.find(({ name }) => name === only);
      return check === undefined ? undefined : this.#one(check);
    }
    const excluded = new Set(query.getAll("exclude"));
    const unknown = [...excluded].filter((name) => !checks.some((check) => check.name === name)).sort();
    const lines: string[] = [];
    let failed = false;
    for (const check of checks) {
      if (excluded.has(check.name)) lines.push(`[+]${check.name} excluded: ok`);
      else {
        const fault = await faultOf(check);
        failed ||= fault !== undefined;
        this.#metrics.onHealthCheck?.({ name: check.name, endpoint, healthy: fault === undefined });
        lines.push(fault === undefined ? `[+]${check.name} ok` : `[-]${check.name} failed: reason withheld`);
      }
    }
    if (unknown.length > 0) {
      const names = unknown.map((name) => JSON.stringify(name)).join(",");
      lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
    }
    if (failed) return text(500, `${lines.join("\n")}\n${endpoint} check failed\n`);
    if (!query.has("verbose")) return text(200, "ok");
    return text(200, `${lines.join("\n")}\n${endpoint} check passed\n`);
  }

  async #one(check: HealthCheck): Promise<Answer> {
    const fault = await faultOf(check);
    return fault === undefined ? text(200, "ok") : text(500, `internal server error: ${fault}\n`);
  }
}

async function faultOf(check: HealthCheck): Promise<string | undefined> {
  try {
    await check.check();
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

/** A plain text answer. */
export function text(code: number, body: string, headers: ResponseHeaders = {}): Answer {
  return {
    type: "bytes",
    code,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
    body: Buffer.from(body),
  };
}
