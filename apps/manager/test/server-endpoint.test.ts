import { describe, expect, it } from "vitest";
import { advertisedAddress } from "../src/server-endpoint.js";

const interfaces = () => ({
  lo: [{ address: "127.0.0.1" }, { address: "::1" }],
  wan0: [{ address: "fe80::1" }, { address: "169.254.1.1" }],
  eth0: [{ address: "2001:db8::1" }, { address: "192.0.2.7" }, { address: "192.0.2.8" }],
});

describe("the advertised address", () => {
  it.each([
    ["127.0.0.1", "192.0.2.7"],
    ["127.0.0.2", "192.0.2.7"],
    ["::1", "192.0.2.7"],
    ["localhost", "192.0.2.7"],
    ["169.254.1.1", undefined],
    ["2001:db8::1", undefined],
    ["192.0.2.8", "192.0.2.8"],
    ["0.0.0.0", "192.0.2.7"],
    ["::", "192.0.2.7"],
  ])("conformance D, EndpointSlice pointing to the API server: --bind-address %s: %s", (bindAddress, expected) => {
    expect(advertisedAddress({ bindAddress: bindAddress }, interfaces)).toBe(expected);
  });

  it("is undefined on a machine without a network", () => {
    for (const bindAddress of ["0.0.0.0", "127.0.0.1"]) {
      expect(
        advertisedAddress({ bindAddress: bindAddress }, () => ({ lo: [{ address: "127.0.0.1" }] })),
      ).toBeUndefined();
    }
  });
});
