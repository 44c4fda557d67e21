import type { Node, Stored } from "@engenho/core";
import { beforeEach, describe, expect, it } from "vitest";
import { knownNode, NodeTable } from "../../../src/endpointslice/topology/node-table.js";
import { TopologyHints, wantsTopologyHints } from "../../../src/endpointslice/topology/topology-hints.js";
import { makeEndpoint, makeService, makeSlice } from "../../objects.js";

interface NodeOptions {
  readonly zone?: string | undefined;
  readonly cpu?: string | undefined;
  readonly ready?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

function makeNode(name: string, { zone, cpu = "4", ready = true, labels = {} }: NodeOptions = {}): Stored<Node> {
  const zoned = zone === undefined ? {} : { "topology.kubernetes.io/zone": zone };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, uid: name, resourceVersion: "1", labels: { ...zoned, ...labels } },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }], allocatable: { cpu } },
  } as Stored<Node>;
}

const tableOf = (nodes: readonly Stored<Node>[]) => new Map(nodes.map((node) => [node.metadata.name, knownNode(node)]));

describe("NodeTable", () => {
  const ratios = (...nodes: Stored<Node>[]) => {
    const table = new NodeTable();
    table.replace(tableOf(nodes));
    return table.cpuRatios && Object.fromEntries(table.cpuRatios);
  };
  const a = makeNode("a", { zone: "za", cpu: "1" });
  const b = makeNode("b", { zone: "zb", cpu: "3000m" });

  it("ES-31: computes each zone's share of the total CPU", () => {
    expect(ratios(a, b)).toEqual({ za: 0.25, zb: 0.75 });
    expect(ratios(a, b, makeNode("a2", { zone: "za", cpu: "2" }))).toEqual({ za: 0.5, zb: 0.5 });
  });

  it.each([
    ["no node", []],
    ["one zone", [a, makeNode("a2", { zone: "za" })]],
    ["a node without a zone", [a, b, makeNode("c")]],
    ["a node with an empty zone", [a, b, makeNode("c", { zone: "" })]],
    ["a node without CPU", [a, b, makeNode("c", { zone: "za", cpu: "0" })]],
  ])("ES-31: has no ratios for %s", (_, nodes) => {
    expect(ratios(...nodes)).toBeUndefined();
  });

  it.each([
    ["is not ready", { ready: false }],
    ["is a control plane", { labels: { "node-role.kubernetes.io/control-plane": "" } }],
    ["is a master", { labels: { "node-role.kubernetes.io/master": "" } }],
  ])("ES-31: a node that %s does not count", (_, options) => {
    expect(ratios(a, b, makeNode("c", options))).toEqual({ za: 0.25, zb: 0.75 });
  });

  it("ES-3: reports new nodes and changes of zone or readiness, and nothing else", () => {
    const table = new NodeTable();
    expect(table.set(a)).toBe(true);
    expect(table.set(a)).toBe(false);
    expect(table.set(makeNode("a", { zone: "za", cpu: "2" }))).toBe(false);
    expect(table.set(makeNode("a", { zone: "zb" }))).toBe(true);
    expect(table.set(makeNode("a", { zone: "zb", ready: false }))).toBe(true);
    expect(table.nodes.get("a")?.zone).toBe("zb");
    table.delete("a");
    expect(table.nodes.has("a")).toBe(false);
  });
});

describe("wantsTopologyHints", () => {
  const older = "service.kubernetes.io/topology-aware-hints";
  const mode = "service.kubernetes.io/topology-mode";
  it.each([
    [undefined, false],
    [{}, false],
    [{ [mode]: "Auto" }, true],
    [{ [mode]: "auto" }, true],
    [{ [mode]: "AUTO" }, false],
    [{ [mode]: "Disabled" }, false],
    [{ [mode]: "" }, false],
    [{ [older]: "Auto" }, true],
    [{ [older]: "auto" }, true],
    [{ [older]: "disabled" }, false],
    [{ [older]: "Auto", [mode]: "Disabled" }, true],
    [{ [older]: "Disabled", [mode]: "Auto" }, false],
    [{ [older]: "", [mode]: "Auto" }, false],
    [{ "service.kubernetes.io/other": "Auto" }, false],
  ])("ES-30: %j: %s", (annotations, expected) => {
    expect(wantsTopologyHints(makeService({}, { annotations }))).toBe(expected);
  });
});

describe("TopologyHints", () => {
  let nodes: NodeTable;
  let topology: TopologyHints;

  beforeEach(() => {
    nodes = new NodeTable();
    nodes.replace(tableOf(["a", "b"].map((name) => makeNode(name, { zone: `z${name}` }))));
    topology = new TopologyHints(nodes);
  });

  const slices = (...zones: (string | undefined)[]) => ({
    creates: [
      makeSlice(
        "s",
        zones.map((zone, at) => makeEndpoint(`p${at}`, zone === undefined ? {} : { zone })),
      ),
    ],
    updates: [],
    unchanged: [],
  });

  it("ES-34: records the first success, once per Service", () => {
    const result = topology.add("ns/web", "IPv4", slices("za", "zb"));
    expect(result.creates[0]?.endpoints?.map(({ hints }) => hints)).toEqual([
      { forZones: [{ name: "za" }] },
      { forZones: [{ name: "zb" }] },
    ]);
    const message = "Topology Aware Hints has been enabled, addressType: IPv4";
    expect(result.events).toEqual([{ type: "Normal", reason: "TopologyAwareHintsEnabled", message }]);
    expect(topology.add("ns/web", "IPv6", slices("za", "zb")).events).toEqual([]);
  });

  it.each([
    ["too few endpoints", ["za"], "Insufficient number of endpoints (1 endpoints, 2 zones)"],
    ["an endpoint without a zone", ["za", undefined], "One or more endpoints do not have a zone specified"],
  ])("ES-33, ES-34: with %s removes all hints and records the reason", (_, zones, text) => {
    topology.add("ns/web", "IPv4", slices("za", "zb"));
    const result = topology.add("ns/web", "IPv4", slices(...zones));
    for (const endpoint of result.creates[0]?.endpoints ?? []) expect(endpoint).not.toHaveProperty("hints");
    const message = `${text}, addressType: IPv4`;
    expect(result.events).toEqual([{ type: "Warning", reason: "TopologyAwareHintsDisabled", message }]);
    expect(topology.overloaded()).toEqual([]);
    expect(topology.add("ns/web", "IPv4", slices("za", "zb")).events).toHaveLength(1);
  });

  it("ES-34: records once that hints were disabled for a Service that had them", () => {
    expect(topology.end("ns/web", "IPv4")).toEqual([]);
    topology.add("ns/web", "IPv4", slices("za", "zb"));
    expect(topology.end("ns/web", "IPv4")).toEqual([
      {
        type: "Warning",
        reason: "TopologyAwareHintsDisabled",
        message: "Topology Aware Hints has been disabled, addressType: IPv4",
      },
    ]);
    expect(topology.end("ns/web", "IPv4")).toEqual([]);
  });

  it("ES-3: finds the Services with too few endpoints for a zone after node changes", () => {
    topology.add("ns/web", "IPv4", slices("za", "zb"));
    topology.add("ns/wide", "IPv4", slices("za", "za", "zb", "zb", "zb", "za"));
    expect(topology.overloaded()).toEqual([]);
    nodes.set(makeNode("b2", { zone: "zb", cpu: "8" }));
    expect(topology.overloaded()).toEqual(["ns/web", "ns/wide"]);
    topology.forget("ns/web");
    expect(topology.overloaded()).toEqual(["ns/wide"]);
    nodes.replace(tableOf([]));
    expect(topology.overloaded()).toEqual(["ns/wide"]);
  });
});
