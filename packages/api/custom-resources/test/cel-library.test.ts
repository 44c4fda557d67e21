import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { widgetChecks } from "./widgets.js";

/** Whether a rule without variables holds. */
function holds(rule: string): boolean {
  const spec: SchemaNode = { type: "object", "x-kubernetes-validations": [{ rule, message: "does not hold" }] };
  const problems = widgetChecks(spec).create({});
  if (problems.length > 0 && !problems[0]?.endsWith("does not hold")) throw new Error(problems[0]);
  return problems.length === 0;
}

/** The result of a rule without variables. */
function failure(rule: string): string | undefined {
  const spec: SchemaNode = { type: "object", "x-kubernetes-validations": [{ rule }] };
  return widgetChecks(spec).create({})[0];
}

describe("addresses", () => {
  it.each([
    "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6",
    "isIP('10.0.0.1') && !isIP('10.0.0.256') && !isIP('010.0.0.1') && !isIP('::ffff:1.2.3.4')",
    "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
    "ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified() && !ip('127.0.0.1').isUnspecified()",
    "ip('127.0.0.1').isLoopback() && ip('::1').isLoopback() && !ip('192.168.0.1').isLoopback()",
    "ip('224.0.0.1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast()",
    "ip('169.254.169.254').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast()",
    "ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
    "!ip('ff00::1').isGlobalUnicast() && ip('2001:db8::abcd').isGlobalUnicast()",
    "ip('::1') == ip('0::1') && ip('::1') != ip('::2')",
    "string(ip('2001:DB8::1')) == '2001:db8::1'",
    "['10.0.0.1', '10.0.0.2'].all(ip, isIP(ip))",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });

  it("are an error if they are invalid", () => {
    expect(failure("ip('x').family() == 4")).toContain('IP Address "x" parse error during conversion');
  });
});

describe("ranges", () => {
  it.each([
    "cidr('192.168.0.0/24').containsIP(ip('192.168.0.1')) && !cidr('192.168.0.0/24').containsIP('192.168.1.1')",
    "cidr('192.168.0.0/16').containsCIDR(cidr('192.168.10.0/24'))",
    "!cidr('192.168.1.0/24').containsCIDR('192.168.0.0/16')",
    "cidr('192.168.0.1/24').ip() == ip('192.168.0.1')",
    "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('192.168.0.1/24') != cidr('192.168.0.0/24')",
    "cidr('::1/128').prefixLength() == 128 && string(cidr('192.168.0.0/16')) == '192.168.0.0/16'",
    "isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0')",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });
});

describe("URLs", () => {
  it.each([
    "isURL('https://user:pass@example.com:80/path?query=val#fragment') && isURL('/absolute-path')",
    "!isURL('https://a:b:c/') && !isURL('../relative-path') && !isURL('')",
    "url('/path').getScheme() == '' && url('https://example.com/').getScheme() == 'https'",
    "url('https://example.com:80/').getHost() == 'example.com:80' && url('https://[::1]:80/').getHost() == '[::1]:80'",
    "url('https://[::1]:80/').getHostname() == '::1' && url('/path').getHostname() == ''",
    "url('https://example.com:80/').getPort() == '80' && url('https://example.com/').getPort() == ''",
    "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
    "url('https://example.com').getEscapedPath() == ''",
    "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
    "url('https://example.com/path').getQuery() == {}",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });
});

describe("formats", () => {
  it.each([
    "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('a.b').hasValue()",
    "format.dns1123Label().validate('a.b').value() == ['must not contain dots']",
    "!format.dns1123LabelPrefix().validate('a-').hasValue()",
    "!format.uri().validate('/a').hasValue() && format.uri().validate('a').hasValue()",
    "format.uuid().validate('x').value() == ['does not match the UUID format']",
    "!format.named('date').value().validate('2021-01-01').hasValue() && !format.named('colour').hasValue()",
    "!(format.labelValue().validate('a') == null)",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });
});

describe("lists and sets", () => {
  it.each([
    "[1, 2, 2].distinct() == [1, 2] && [[1], [2, 3]].flatten() == [1, 2, 3] && [1, 2, 3].slice(1, 3) == [2, 3]",
    "[[1], [2]].indexOf([2]) == 1 && ['a'].indexOf('b') == -1",
    "sets.contains([1, 2, 3], [2]) && !sets.contains([1], [2])",
    "sets.equivalent([1, 2, 1], [2, 1]) && sets.intersects(['a', 'b'], ['b', 'c']) && !sets.intersects([], ['b'])",
    "[1.5, 2.0].sum() == 3.5 && ['b', 'a'].max() == 'b' && !['b', 'a'].isSorted()",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });

  it.each([
    ["[].min() == 0", "min called on empty list"],
    ["[1].slice(0, 2) == []", "cannot slice(0, 2)"],
  ])("%s is an error", (rule, message) => {
    expect(failure(rule)).toContain(message);
  });
});

describe("quantities", () => {
  it.each([
    "quantity('1') == quantity('1000m') && quantity('1') != quantity('2')",
    "quantity('1').add(1) == quantity('2') && quantity('1').sub(quantity('500m')) == quantity('500m')",
    "quantity('2').asInteger() == 2 && !quantity('500m').isInteger() && quantity('500m').asApproximateFloat() == 0.5",
    "sign(quantity('-1')) == -1 && sign(quantity('0')) == 0 && !isQuantity('1kk')",
  ])("%s", (rule) => {
    expect(holds(rule)).toBe(true);
  });

  it("without an integer value have no asInteger", () => {
    expect(failure("quantity('500m').asInteger() == 0")).toContain("cannot convert value to integer");
  });
});
