import { describe, expect, it } from "vitest";
import { addressBytes } from "../../src/certificates/address-bytes.js";

describe("the bytes of an address", () => {
  it.each([
    ["127.0.0.1", "7f000001"],
    ["::", "00".repeat(16)],
    ["::1", `${"00".repeat(15)}01`],
    ["fe80::", `fe80${"00".repeat(14)}`],
    ["fd00:1::2:a", "fd00000100000000000000000002000a"],
    ["1:2:3:4:5:6:7:8", "00010002000300040005000600070008"],
    ["::ffff:10.0.0.1", "00000000000000000000ffff0a000001"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
  ])("%s", (text, expected) => {
    expect(addressBytes(text)?.toString("hex")).toBe(expected);
  });

  it.each(["localhost", "", "1.2.3", "1.2.3.256", "a:b", "1:2:3:4:5:6:7:8:9", ":::", "kubernetes.default.svc"])(
    "%j is none",
    (text) => {
      expect(addressBytes(text)).toBeUndefined();
    },
  );
});
