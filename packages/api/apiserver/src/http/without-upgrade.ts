import type { IncomingMessage } from "node:http";

/** Offers that a server may ignore: HTTP/2, which clients of other versions make with any request, and TLS (RFC 2817). */
const offers = /^(h2c|HTTP\/|TLS\/)/i;
/** What this server speaks itself. */
const spoken = /^(websocket|spdy\/3\.1)$/i;

/**
 * Whether a client asks for a protocol that this server, or one behind it, may change to. node:http does not parse the body of such a request,
 * so that one with a body must ask for a protocol that is known here.
 */
export function isWantedUpgrade({ headers }: Pick<IncomingMessage, "headers">): boolean {
  const { upgrade = "", "content-length": length = "0", "transfer-encoding": encoding } = headers;
  if (spoken.test(upgrade)) return true;
  return upgrade !== "" && !offers.test(upgrade) && Number(length) === 0 && encoding === undefined;
}

/**
 * The raw headers of a request without the offer to upgrade, to be parsed again: node:http does not parse the body of a
 * request with an Upgrade header.
 */
export function headersWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
