import type { Answer, StreamTarget } from "../../answer/answer.js";
import type { ProxiedResponse } from "../../remote/proxied-response.js";
import { passedBackHeaders } from "./forwarded-headers.js";
import { rewrittenBody } from "./rewritten-body.js";
import { escapedPath, type ProxiedPlace, rewrittenLink, rewrittenLocation } from "./rewritten-url.js";

/** Streams a backend's response to the client. `place`: how redirects and links are rewritten, if they are. */
export function passBack(response: ProxiedResponse, place?: ProxiedPlace): Answer {
  const code = response.statusCode ?? 502;
  const headers: Record<string, string | readonly string[]> = { ...passedBackHeaders(response.headersDistinct) };
  let content: AsyncIterable<unknown> = response;
  if (place !== undefined && typeof headers.location === "string") {
    headers.location = rewrittenLocation(headers.location, place);
  } else if (place !== undefined) {
    const inPage = { ...place, prefix: escapedPath(place.prefix) };
    const page = rewrittenBody(response, (link) => rewrittenLink(link, inPage));
    if (page !== undefined) {
      content = page;
      delete headers["content-length"];
    }
  }
  async function run({ exchange, headers: common }: StreamTarget): Promise<void> {
    const body = exchange.start(code, { "audit-id": common["audit-id"] ?? "", ...headers });
    exchange.onClose(() => response.destroy());
    try {
      for await (const chunk of content) {
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
