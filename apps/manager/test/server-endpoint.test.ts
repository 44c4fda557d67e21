import { describe, expect, it } from "vitest";
import { reachableAddress } from "../src/server-endpoint.js";

const interfaces = () => ({
  lo: [{ address: "127.0.0.1" }, { address: "::1" }],
  wan0: [{ address: "fe80::1" }, { address: "169.254.1.1" }],
  eth0: [{ address: "2001:db8::1" }, { address: "192.0.2.7" }, { address: "192.0.2.8" }],
});

describe("the address at which others reach the server", () => {
  it.each([
    ["127.0.0.1", undefined],
    ["::1", undefined],
    ["localhost", undefined],
    ["169.254.1.1", undefined],
    ["2001:db8::1", undefined],
    ["192.0.2.8", "192.0.2.8"],
    ["0.0.0.0", "192.0.2.7"],
    ["::", "192.0.2.7"],
  ])("--bind-address %s: %s", (bindAddress, expected) => {
    expect(reachableAddress(bindAddress, interfaces)).toBe(expected);
  });

  it("is none on a machine without a network", () => {
    expect(reachableAddress("0.0.0.0", () => ({ lo: [{ address: "127.0.0.1" }] }))).toBeUndefined();
  });
});
