import { describe, expect, it } from "vitest";
import { interfaceAddressFaults, strictIpFaults, strictIpRangeFaults } from "../../src/validation/strict-ip.js";

const notAnAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const notARange = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
const notOfAnInterface = "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)";

describe("strictIpFaults", () => {
  it.each<[string, string | undefined]>([
    ["1.2.3.4", undefined],
    ["0.0.0.0", undefined],
    ["10.200.30.100", undefined],
    ["::", undefined],
    ["2001:db8::ffff", undefined],
    ["64:ff9b::1.2.3.4", 'must be in canonical form ("64:ff9b::102:304")'],
    ["1.2.3", notAnAddress],
    ["", notAnAddress],
    ["a", notAnAddress],
    ["1.2.3.04", "must not have leading 0s"],
    ["01.2.3.4", "must not have leading 0s"],
    ["::ffff:1.2.3.4", "must not be an IPv4-mapped IPv6 address"],
    ["2001:DB8::1", 'must be in canonical form ("2001:db8::1")'],
    ["2001:db8:0:0:0:0:0:1", 'must be in canonical form ("2001:db8::1")'],
  ])("%j", (text, fault) => {
    expect(strictIpFaults(text)).toEqual(fault === undefined ? [] : [fault]);
  });
});

describe("strictIpRangeFaults", () => {
  it.each<[string, string | undefined]>([
    ["10.96.0.0/12", undefined],
    ["0.0.0.0/0", undefined],
    ["fd00::/112", undefined],
    ["10.96.0.0", notARange],
    ["10.96.0.0/33", notARange],
    ["10.096.0.0/12", "must not have leading 0s in IP or prefix length"],
    ["10.96.0.0/08", "must not have leading 0s in IP or prefix length"],
    ["::ffff:10.0.0.0/104", "must not have an IPv4-mapped IPv6 address"],
    ["10.96.0.1/12", "must not have bits set beyond the prefix length"],
    ["fd00:0::/112", 'must be in canonical form ("fd00::/112")'],
  ])("%j", (text, fault) => {
    expect(strictIpRangeFaults(text)).toEqual(fault === undefined ? [] : [fault]);
  });
});

describe("interfaceAddressFaults", () => {
  it.each<[string, string | undefined]>([
    ["10.9.8.7/24", undefined],
    ["2001:db8::1/64", undefined],
    ["10.9.8.7", notOfAnInterface],
    ["10.9.8.07/24", 'must be in canonical form ("10.9.8.7/24")'],
  ])("%j", (text, fault) => {
    expect(interfaceAddressFaults(text)).toEqual(fault === undefined ? [] : [fault]);
  });
});
