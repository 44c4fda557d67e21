import type { Answer, StreamTarget } from "../../answer/answer.js";
import type { ProxiedResponse } from "../../remote/proxied-response.js";
import { passedBackHeaders } from "./forwarded-headers.js";
import { type PassedPath, rewrittenLocation } from "./location.js";

/**
 * The answer that streams a backend's response to the client. `path`: how redirects are rewritten; default: they are
 * not.
 */
export function passBack(response: ProxiedResponse, path?: PassedPath): Answer {
  const code = response.statusCode ?? 502;
  const headers: Record<string, string | readonly string[]> = { ...passedBackHeaders(response.headersDistinct) };
  const { location } = headers;
  if (path !== undefined && typeof location === "string") headers.location = rewrittenLocation(location, path);
  async function run({ exchange, headers: common }: StreamTarget): Promise<void> {
    const body = exchange.start(code, { "audit-id": common["audit-id"] ?? "", ...headers });
    exchange.onClose(() => response.destroy());
    try {
      for await (const chunk of response) {
        if (!body.write(chunk as Buffer)) await body.drained();
        if (body.closed) return;
      }
      body.end();
    } catch {
      // A truncated response must not look complete.
      exchange.destroy();
    }
  }
  return { type: "stream", code, run };
}
