import { describe, expect, it } from "vitest";
import { ipRangeWarnings } from "../../src/validation/ip-warnings.js";

const nonStandard = (text: string, use: string) =>
  `f: non-standard CIDR value "${text}" will be considered invalid in a future Kubernetes release: use "${use}"`;
const ambiguous = (text: string, range: string, single: string) =>
  `f: CIDR value "${text}" is ambiguous in this context (should be "${range}" or "${single}"?)`;

describe("ranges with warnings", () => {
  it.each<[string, readonly string[]]>([
    ["192.12.2.0/24", []],
    ["2001:db8::/64", []],
    ["192.012.2.0/24", [nonStandard("192.012.2.0/24", "192.12.2.0/24")]],
    ["192.12.2.0/024", [nonStandard("192.12.2.0/024", "192.12.2.0/24")]],
    ["::ffff:192.12.2.0/120", [nonStandard("::ffff:192.12.2.0/120", "192.12.2.0/24")]],
    ["192.12.2.8/24", [ambiguous("192.12.2.8/24", "192.12.2.0/24", "192.12.2.8/32")]],
    [
      "192.012.2.8/24",
      [ambiguous("192.012.2.8/24", "192.12.2.0/24", "192.12.2.8/32"), nonStandard("192.012.2.8/24", "192.12.2.0/24")],
    ],
    [
      "::ffff:192.12.2.8/24",
      [ambiguous("::ffff:192.12.2.8/24", "::/24", "192.12.2.8/128"), nonStandard("::ffff:192.12.2.8/24", "::/24")],
    ],
    [
      "2001:db8:0:0::/64",
      ['f: IPv6 CIDR value "2001:db8:0:0::/64" should be in RFC 5952 canonical format ("2001:db8::/64")'],
    ],
  ])("%s", (text, expected) => {
    expect(ipRangeWarnings("f", text)).toEqual(expected);
  });
});
