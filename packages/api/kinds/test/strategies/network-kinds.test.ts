import { describe, expect, it } from "vitest";
import { endpointsStrategy } from "../../src/core/endpoints/strategy.js";
import { created, createProblems, type Sent } from "./attempts.js";
import { specialAddresses } from "./special-addresses.js";

const endpoints = (...subsets: readonly Sent[]): Sent => ({
  apiVersion: "v1",
  kind: "Endpoints",
  metadata: { name: "one", namespace: "default" },
  subsets,
});
const badAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

describe("Endpoints", () => {
  it("AP-59: a port's protocol defaults to TCP", async () => {
    const { subsets } = await created(endpoints({ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }));
    expect((subsets as Sent[])[0]?.ports).toEqual([{ port: 80, protocol: "TCP" }]);
  });

  it.each(specialAddresses)("AP-59: %s %s", async (ip, detail) => {
    expect(await createProblems(endpoints({ addresses: [{ ip }] }))).toEqual([
      `subsets[0].addresses[0].ip: Invalid value: "${ip}": ${detail}`,
    ]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["addresses", {}, ["subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"]],
    [
      "ip",
      { notReadyAddresses: [{ ip: "x" }] },
      [
        `subsets[0].notReadyAddresses[0].ip: Invalid value: "x": ${badAddress}`,
        'subsets[0].notReadyAddresses[0].ip: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      "ports",
      { addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }, { name: "b", port: 0 }] },
      [
        "subsets[0].ports[0].name: Required value",
        "subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive",
      ],
    ],
  ])("AP-59: subsets[0].%s", async (_title, subset, expected) => {
    expect(await createProblems(endpoints(subset))).toEqual(expected);
  });

  it("AP-59: unchanged addresses are not validated", async () => {
    const before = endpoints({ addresses: [{ ip: "127.0.0.1" }] });
    const problems = (next: Sent) => endpointsStrategy.validateUpdate?.(next as never, before as never) ?? [];
    expect(problems({ ...before, metadata: { name: "one", labels: { a: "b" } } })).toEqual([]);
    expect(problems(endpoints({ addresses: [{ ip: "127.0.0.1" }, { ip: "10.0.0.1" }] }))).toHaveLength(1);
  });
});
