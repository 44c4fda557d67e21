import { describe, expect, it } from "vitest";
import { isWantedUpgrade } from "../../src/http/without-upgrade.js";

describe("an offer to upgrade", () => {
  it.each([
    [{ upgrade: "websocket" }, true],
    [{ upgrade: "SPDY/3.1", "content-length": "3" }, true],
    [{ upgrade: "own/1" }, true],
    [{ upgrade: "own/1", "content-length": "0" }, true],
    [{ upgrade: "own/1", "content-length": "3" }, false],
    [{ upgrade: "own/1", "transfer-encoding": "chunked" }, false],
    [{ upgrade: "h2c" }, false],
    [{ upgrade: "TLS/1.0, HTTP/1.1" }, false],
    [{}, false],
  ])("%j is wanted: %s", (headers, wanted) => {
    expect(isWantedUpgrade({ headers })).toBe(wanted);
  });
});
