import { pipeline, Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import type { ProxiedResponse } from "../../remote/proxied-response.js";
import { HtmlLinks } from "./html-links.js";

/**
 * The body of a page with its links rewritten, while it arrives; undefined for any other response, and for one in an encoding other than
 * gzip.
 */
export function rewrittenBody(
  response: ProxiedResponse,
  rewrite: (link: string) => string,
): AsyncIterable<Buffer> | undefined {
  const { "content-type": [type = ""] = [], "content-encoding": [encoding = ""] = [] } = response.headersDistinct;
  if (type.split(";")[0]?.trim() !== "text/html") return undefined;
  switch (encoding) {
    case "":
      return rewrittenPage(response, rewrite);
    case "gzip": {
      const page = pipeline(Readable.from(response), createGunzip(), ignore);
      return pipeline(Readable.from(rewrittenPage(page, rewrite)), createGzip(), ignore);
    }
    default:
      return undefined;
  }
}

async function* rewrittenPage(page: AsyncIterable<unknown>, rewrite: (link: string) => string): AsyncGenerator<Buffer> {
  const links = new HtmlLinks(rewrite);
  for await (const chunk of page) {
    const written = links.push((chunk as Buffer).toString("latin1"));
    if (written !== "") yield Buffer.from(written, "latin1");
  }
  const rest = links.end();
  if (rest !== "") yield Buffer.from(rest, "latin1");
}

/** The last stream ends with the error of any of them. */
function ignore(): void {}
