import { describe, expect, it } from "vitest";
import { isIpv6, parseIp } from "../../src/shared/ip-address.js";

describe("parseIp", () => {
  it.each([
    ["10.0.0.1", "IPv4", "10.0.0.1"],
    ["010.000.0.001", "IPv4", "10.0.0.1"],
    ["255.255.255.255", "IPv4", "255.255.255.255"],
    ["::", "IPv6", "::"],
    ["::1", "IPv6", "::1"],
    ["fd00::", "IPv6", "fd00::"],
    ["FD00:0:0:0:0:0:0:1", "IPv6", "fd00::1"],
    ["2001:db8:0:0:1:0:0:1", "IPv6", "2001:db8::1:0:0:1"],
    ["2001:0:0:1:0:0:0:1", "IPv6", "2001:0:0:1::1"],
    ["2001:db8:0:1:1:1:1:1", "IPv6", "2001:db8:0:1:1:1:1:1"],
    ["2001:db8::0001", "IPv6", "2001:db8::1"],
    ["64:ff9b::10.0.0.1", "IPv6", "64:ff9b::a00:1"],
    ["::ffff:10.0.0.1", "IPv4", "10.0.0.1"],
    ["::ffff:a00:1", "IPv4", "10.0.0.1"],
    ["1:2:3:4:5:6:7::", "IPv6", "1:2:3:4:5:6:7:0"],
  ])("EP-15: writes %s as %s %s", (text, family, canonical) => {
    expect(parseIp(text)).toEqual({ family, text: canonical });
  });

  it.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.1.2",
    "10.0.0.-1",
    "10.0.0.x",
    "1e1.0.0.0",
    " 10.0.0.1",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "10.0.0.1::",
    "::10.0.0.1:1",
    "::10.0.0",
    "1:",
    ":1",
  ])("EP-15: %j is no address", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
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
