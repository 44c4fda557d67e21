import { formatIpAddress } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPrefix, ipProperties, parseIp, parsePrefix } from "../../src/kubernetes/ip-address.js";

const addressOf = (text: string) => {
  const parsed = parseIp(text);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed.value;
};

describe("invalid addresses are refused with Go's messages", () => {
  it.each<[string, string]>([
    ["192.168.0", 'ParseAddr("192.168.0"): IPv4 address too short'],
    ["192.168.0.256", 'ParseAddr("192.168.0.256"): IPv4 field has value >255'],
    ["192.168.0.01", 'ParseAddr("192.168.0.01"): IPv4 field has octet with leading zero'],
    ["192..0.1", 'ParseAddr("192..0.1"): IPv4 field must have at least one digit (at ".0.1")'],
    ["1.2.3.a", 'ParseAddr("1.2.3.a"): unexpected character (at "a")'],
    ["abc", 'ParseAddr("abc"): unable to parse IP'],
    ["%eth0", 'ParseAddr("%eth0"): missing IPv6 address'],
    ["::1::", 'ParseAddr("::1::"): multiple :: in address (at ":")'],
    ["1:2:3:4:5:6:7", 'ParseAddr("1:2:3:4:5:6:7"): address string too short'],
    ["1:2:3:4:5:6:7:8:9", 'ParseAddr("1:2:3:4:5:6:7:8:9"): trailing garbage after address (at "9")'],
    ["12345::", 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")'],
    ["1:2:", 'ParseAddr("1:2:"): colon must be followed by more characters (at ":")'],
    ["1.2.3.4:5", 'ParseAddr("1.2.3.4:5"): unexpected character (at ":5")'],
  ])("%s", (text, expected) => {
    const message = `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${expected}`;
    expect(parseIp(text)).toEqual({ error: message });
  });

  it("so are addresses with a zone, and IPv4-mapped ones", () => {
    expect(parseIp("fe80::1%eth0")).toEqual({ error: 'IP address "fe80::1%eth0" with zone value is not allowed' });
    expect(parseIp("::ffff:1.2.3.4")).toEqual({
      error: 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed',
    });
  });
});

it.each(["10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0", "10.0.0.0/+8", "fe80::1%a/64"])(
  "%s is not a prefix",
  (text) => {
    expect(parsePrefix(text)).toHaveProperty("error");
  },
);

it("host bits of a prefix are kept", () => {
  const parsed = parsePrefix("192.168.1.7/16");
  expect("value" in parsed && formatPrefix(parsed.value)).toBe("192.168.1.7/16");
});

it("a formatted address is parsed to the same address", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 128n - 1n), (value) => {
      fc.pre(value >> 32n !== 0xffffn);
      expect(addressOf(formatIpAddress({ family: "IPv6", value }))).toEqual({ family: "IPv6", value });
    }),
  );
});

it.each<[string, readonly string[]]>([
  ["0.0.0.0", ["isUnspecified"]],
  ["127.1.2.3", ["isLoopback"]],
  ["224.0.0.9", ["isLinkLocalMulticast"]],
  ["224.0.1.1", []],
  ["169.254.1.1", ["isLinkLocalUnicast"]],
  ["255.255.255.255", []],
  ["192.168.0.1", ["isGlobalUnicast"]],
  ["::", ["isUnspecified"]],
  ["::1", ["isLoopback"]],
  ["ff02::1", ["isLinkLocalMulticast"]],
  ["ff32::1", ["isLinkLocalMulticast"]],
  ["fe80::1", ["isLinkLocalUnicast"]],
  ["fd80::1", ["isGlobalUnicast"]],
])("%s: %j", (text, expected) => {
  const address = addressOf(text);
  const held = Object.entries(ipProperties).filter(([, holds]) => holds(address));
  expect(held.map(([name]) => name)).toEqual(expected);
});
