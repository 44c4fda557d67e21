import { seededRandom } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { ClusterIpPool } from "../../src/core/service/allocator/cluster-ip-pool.js";
import { NodePortPool } from "../../src/core/service/allocator/node-port-pool.js";

/** All allocations of a pool, in order. */
function drain<T>(take: () => T | undefined): readonly T[] {
  const taken: T[] = [];
  for (let item = take(); item !== undefined; item = take()) taken.push(item);
  return taken;
}

const hostOf = (ip: string) => Number(ip.split(".").at(-1));

describe("AP-61: cluster IPs", () => {
  it.each([
    ["10.0.0.0/24", 254, 16],
    ["10.0.0.0/27", 30, 16],
    ["10.0.0.0/28", 14, 0],
    ["10.0.0.0/29", 6, 0],
    ["10.0.0.0/30", 2, 0],
  ])("of %s are %i, the low %i of them last", (cidr, count, lowBand) => {
    const random = seededRandom(7);
    const pool = new ClusterIpPool(cidr);
    const hosts = drain(() => pool.takeAny(random)).map(hostOf);
    expect(hosts).toHaveLength(count);
    expect(new Set(hosts).size).toBe(count);
    expect(hosts.slice(0, count - lowBand).every((host) => host > lowBand)).toBe(true);
  });

  it("of a large range reserve 256 for explicit requests", () => {
    const random = seededRandom(7);
    const pool = new ClusterIpPool("10.0.0.0/20");
    const taken = Array.from({ length: 4096 - 2 - 256 }, () => pool.takeAny(random) as string);
    expect(taken.every((ip) => !ip.startsWith("10.0.0."))).toBe(true);
    expect(pool.takeAny(random)).toMatch(/^10\.0\.(0|1)\./);
  });

  it.each([
    ["10.0.1.1", "the provided network does not match the current range"],
    ["fd00::1", "the provided network does not match the current range"],
    ["10.0.0.0", "the provided IP (10.0.0.0) is not in the valid range. The range of valid IPs is 10.0.0.0/24"],
    ["10.0.0.255", "the provided IP (10.0.0.255) is not in the valid range. The range of valid IPs is 10.0.0.0/24"],
    ["10.0.0.1", undefined],
  ])("%s: %s", (ip, hindrance) => {
    expect(new ClusterIpPool("10.0.0.0/24").take(ip)).toBe(hindrance);
  });

  it("are allocated once, until they are released", () => {
    const pool = new ClusterIpPool("10.0.0.0/24");
    expect(pool.take("10.0.0.9")).toBeUndefined();
    expect(pool.take("10.0.0.9")).toBe("provided IP is already allocated");
    pool.give("10.0.0.9");
    expect(pool.take("10.0.0.9")).toBeUndefined();
  });

  it("of IPv6 have Kubernetes' notation", () => {
    const pool = new ClusterIpPool("fd00:1::/112");
    expect(pool.takeAny(seededRandom(1))).toMatch(/^fd00:1::[0-9a-f]{1,4}$/);
    expect(pool.take("fd00:1::ffff")).toBeUndefined();
  });

  it.each(["10.0.0.0", "10.0.0.0/31", "x/24"])("%s is not a valid range", (cidr) => {
    expect(() => new ClusterIpPool(cidr)).toThrow(RangeError);
  });
});

describe("AP-62: node ports", () => {
  it("are 2768, the low 86 of them last", () => {
    const random = seededRandom(7);
    const pool = new NodePortPool({ first: 30000, last: 32767 });
    const ports = drain(() => pool.takeAny(random));
    expect(new Set(ports).size).toBe(2768);
    expect(Math.min(...ports.slice(0, 2768 - 86))).toBe(30086);
    expect(Math.max(...ports)).toBe(32767);
    expect(Math.max(...ports.slice(2768 - 86))).toBe(30085);
  });

  it("outside of the range are refused", () => {
    const pool = new NodePortPool({ first: 30000, last: 32767 });
    expect(pool.take(80)).toBe("provided port is not in the valid range. The range of valid ports is 30000-32767");
    expect(pool.take(30000)).toBeUndefined();
    expect(pool.take(30000)).toBe("provided port is already allocated");
  });

  it.each([
    [0, 10],
    [30000, 29999],
    [30000, 70000],
  ])("%i-%i is not a valid range", (first, last) => {
    expect(() => new NodePortPool({ first, last })).toThrow(RangeError);
  });
});
