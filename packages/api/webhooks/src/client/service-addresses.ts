import type { Endpoint } from "./post.js";

/**
 * One entry of a map of Services to addresses, from its text `namespace/name[:port]=host:port`. Throws RangeError for any other
 * text.
 */
export function parseServiceAddress(text: string): readonly [service: string, address: Endpoint] {
  const [, service = "", host = "", port = ""] =
    /^([a-z0-9-]+\/[a-z0-9-]+(?::\d{1,5})?)=(\[[^\]]+\]|[^:=\s]+):(\d{1,5})$/.exec(text) ?? [];
  if (service === "" || Number(port) < 1 || Number(port) > 65_535) {
    throw new RangeError(`${JSON.stringify(text)} is not namespace/name[:port]=host:port`);
  }
  return [service, { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) }];
}
