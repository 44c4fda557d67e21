import type { IncomingMessage } from "node:http";

/** Whether a request asks for an upgrade that this server supports. Other offers, such as `h2c`, are ignored. */
export function isWantedUpgrade(request: IncomingMessage): boolean {
  return /^(websocket|spdy\/3\.1)$/i.test(request.headers.upgrade ?? "");
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
