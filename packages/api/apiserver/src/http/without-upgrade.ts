import type { IncomingMessage } from "node:http";

/** Whether a client asks for a protocol that this server may change to. `h2c`, which others ask for, is an offer to be ignored. */
export function isWantedUpgrade(request: IncomingMessage): boolean {
  return /^(websocket|spdy\/3\.1)$/i.test(request.headers.upgrade ?? "");
}

/**
 * The headers of a request without its offer to upgrade, as they may be received again: node:http does not parse the body of a request
 * with an Upgrade header.
 */
export function headersWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
