import { describe, expect, it } from "vitest";
import { canonicalIp, isIpv6 } from "../../src/shared/ip-address.js";

it("EP-15: canonicalIp has the family and the canonical form of an address", () => {
  expect(canonicalIp("010.0.0.1")).toEqual({ family: "IPv4", text: "10.0.0.1" });
  expect(canonicalIp("FD00:0::1")).toEqual({ family: "IPv6", text: "fd00::1" });
  expect(canonicalIp("None")).toBeUndefined();
});

describe("isIpv6", () => {
  it.each([
    ["fd00::1", true],
    ["::ffff:10.0.0.1", false],
    ["10.0.0.1", false],
    ["None", false],
    ["a:b", false],
    ["", false],
    [undefined, false],
  ])("EP-15: of %s says %s", (text, expected) => {
    expect(isIpv6(text)).toBe(expected);
  });
});
