import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { formatIpAddress, parseIpAddress, parseIpRange, rangeContains } from "../../src/index.js";

describe("addresses", () => {
  it.each([
    ["10.0.0.1", "IPv4", 0x0a000001n],
    ["0.0.0.0", "IPv4", 0n],
    ["255.255.255.255", "IPv4", 0xffffffffn],
    ["010.000.00000000000000000000.1", "IPv4", 0x0a000001n],
    ["::", "IPv6", 0n],
    ["::1", "IPv6", 1n],
    ["2001:db8::1:2", "IPv6", 0x20010db8000000000000000000010002n],
    ["::ffff:10.0.0.1", "IPv4", 0x0a000001n],
  ] as const)("%s is one of %s", (text, family, value) => {
    expect(parseIpAddress(text)).toEqual({ family, value });
  });

  it.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.1.2",
    "10.0.0.",
    ".10.0.0",
    "10..0.1",
    "10.0.0.1 ",
    "10.0.0.+1",
    "10.0.0.1e1",
    "10.0.0.\u0661",
    "10.0.0.1.",
    "10",
    "a.b.c.d",
    ":::",
    "1::2::3",
    "12345::",
    "::g",
    " 10.0.0.1",
    "10.0.0.1/8",
    "fe80::1%eth0",
  ])("%j is invalid", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  test.prop([fc.ipV4()])("of IPv4 are formatted as they are parsed", (text) => {
    const address = parseIpAddress(text);
    expect(address === undefined ? undefined : formatIpAddress(address)).toBe(text);
  });

  test.prop([fc.bigInt({ min: 1n << 64n, max: (1n << 128n) - 1n })])(
    "of IPv6 are parsed as they are formatted",
    (value) => {
      expect(parseIpAddress(formatIpAddress({ family: "IPv6", value }))).toEqual({ family: "IPv6", value });
    },
  );

  test.prop([fc.ipV6()])("of IPv6 are written as a URL has them", (text) => {
    const address = parseIpAddress(text);
    if (address?.family === "IPv4") return;
    expect(address === undefined ? undefined : `[${formatIpAddress(address)}]`).toBe(
      new URL(`http://[${text}]`).hostname,
    );
  });

  it.each([
    [0x20010db8000000000000000000000001n, "2001:db8::1"],
    [0x20010db8000000010000000000000001n, "2001:db8:0:1::1"],
    [0x20010db8000100010001000100010000n, "2001:db8:1:1:1:1:1:0"],
  ])("%i is formatted as %s", (value, text) => {
    expect(formatIpAddress({ family: "IPv6", value })).toBe(text);
  });
});

describe("ranges", () => {
  it.each(["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "x/8", "fd00::/129", "10.0.0.0/8/8"])(
    "%j is not a range",
    (text) => {
      expect(parseIpRange(text)).toBeUndefined();
    },
  );

  it.each([
    ["10.96.0.0/12", "10.96.0.0", true],
    ["10.96.0.0/12", "10.111.255.255", true],
    ["10.96.0.0/12", "10.112.0.0", false],
    ["10.96.0.0/12", "fd00::1", false],
    ["fd00::/8", "fd12::1", true],
    ["10.0.0.0/0008", "10.1.0.0", true],
    ["::ffff:10.0.0.0/104", "10.1.0.0", true],
    ["::ffff:10.0.0.0/104", "11.0.0.0", false],
    ["::ffff:10.0.0.0/24", "::1", true],
    ["::ffff:10.0.0.0/24", "10.0.0.0", false],
  ])("%s and %s", (range, address, contained) => {
    const parsed = { range: parseIpRange(range), address: parseIpAddress(address) };
    expect(
      parsed.range !== undefined && parsed.address !== undefined && rangeContains(parsed.range, parsed.address),
    ).toBe(contained);
  });
});

describe("EP-15: the lenient parser", () => {
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
    ["00001::00000002", "IPv6", "1::2"],
    ["0000000000010.0.0.1", "IPv4", "10.0.0.1"],
  ])("writes %s as %s %s", (text, family, canonical) => {
    const address = parseIpAddress(text);
    expect(address?.family).toBe(family);
    expect(address === undefined ? undefined : formatIpAddress(address)).toBe(canonical);
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
    "1:10.0.0.1::",
    "1:2:3:4:5:6:7:10.0.0.1",
    "::10.0.0.1:1",
    "::10.0.0",
    "1:",
    ":1",
  ])("%j is not an address", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});
