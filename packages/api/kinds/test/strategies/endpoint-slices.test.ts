import { describe, expect, it } from "vitest";
import { endpointSliceStrategy } from "../../src/discovery/endpoint-slice/strategy.js";
import { created, createProblems, type Sent, updated, updateProblems } from "./attempts.js";
import { specialAddresses } from "./special-addresses.js";

const slice = (rest: Sent = {}): Sent => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "one", namespace: "default" },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.0.0.1"] }],
  ports: [{ name: "http", port: 80 }],
  ...rest,
});

const nameFault =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const subdomainFault =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe("EndpointSlice", () => {
  it("AP-59: a port has a name and a protocol", async () => {
    expect((await created(slice({ ports: [{ port: 80 }] }))).ports).toEqual([{ name: "", port: 80, protocol: "TCP" }]);
  });

  it.each(specialAddresses)("AP-59: %s %s", async (ip, detail) => {
    expect(await createProblems(slice({ endpoints: [{ addresses: [ip] }] }))).toEqual([
      `endpoints[0].addresses[0]: Invalid value: "${ip}": ${detail}`,
    ]);
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => index);

  it.each<[string, Sent, readonly string[]]>([
    ["addressType is required", { addressType: undefined, endpoints: [] }, ["addressType: Required value"]],
    [
      "addressType",
      { addressType: "IPv5", endpoints: [] },
      ['addressType: Unsupported value: "IPv5": supported values: "FQDN", "IPv4", "IPv6"'],
    ],
    [
      "addresses must be of the type",
      { addressType: "IPv6" },
      ['endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be an IPv6 address'],
    ],
    [
      "at least one address",
      { endpoints: [{ addresses: [] }] },
      ["endpoints[0].addresses: Required value: must contain at least 1 address"],
    ],
    [
      "at most 100 addresses",
      { endpoints: [{ addresses: many(101).map((index) => `10.0.0.${index}`) }] },
      ["endpoints[0].addresses: Too many: 101: must have at most 100 items"],
    ],
    [
      "at most 1000 endpoints",
      { endpoints: many(1001).map(() => ({ addresses: ["10.0.0.1"] })) },
      ["endpoints: Too many: 1001: must have at most 1000 items"],
    ],
    [
      "at most 20000 ports",
      { ports: many(20_001).map((port) => ({ name: `p${port}`, port: 80 })) },
      ["ports: Too many: 20001: must have at most 20000 items"],
    ],
    [
      "at most 8 zone hints",
      { endpoints: [{ addresses: ["10.0.0.1"], hints: { forZones: many(9).map((zone) => ({ name: `z${zone}` })) } }] },
      ["endpoints[0].hints.forZones: Too many: 9: must have at most 8 items"],
    ],
    [
      "names of ports must be unique",
      {
        ports: [
          { name: "a", port: 80 },
          { name: "a", port: 81 },
        ],
      },
      ['ports[1].name: Duplicate value: "a"'],
    ],
    ["a port without a number means all", { ports: [{ name: "a" }] }, []],
    ["a port's number is not validated", { ports: [{ name: "a", port: 0 }] }, []],
    [
      "ports are validated before endpoints",
      {
        ports: [
          { name: "a", protocol: "" },
          { protocol: "ICMP", appProtocol: "a b" },
        ],
        endpoints: [{ addresses: [] }],
      },
      [
        'ports[0].protocol: Unsupported value: "": supported values: "SCTP", "TCP", "UDP"',
        'ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        `ports[1].appProtocol: Invalid value: "a b": name part ${nameFault}`,
        "endpoints[0].addresses: Required value: must contain at least 1 address",
      ],
    ],
    [
      "names of ports must be labels",
      { ports: [{ name: "a.b" }] },
      ['ports[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [
      "hints must be zones that are label values",
      { endpoints: [{ addresses: ["10.0.0.1"], hints: { forZones: [{ name: "a/b" }, { name: "" }, { name: "" }] } }] },
      [
        `endpoints[0].hints.forZones[0].name: Invalid value: "a/b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
        'endpoints[0].hints.forZones[2].name: Duplicate value: ""',
      ],
    ],
    [
      "at most 8 node hints",
      { endpoints: [{ addresses: ["10.0.0.1"], hints: { forNodes: many(9).map((node) => ({ name: `n${node}` })) } }] },
      ["endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items"],
    ],
    [
      "names of nodes and hosts must be valid",
      {
        endpoints: [
          { addresses: ["10.0.0.1"], nodeName: "a/b", hostname: "a.b", hints: { forNodes: [{ name: "A" }] } },
        ],
      },
      [
        `endpoints[0].nodeName: Invalid value: "a/b": ${subdomainFault}`,
        'endpoints[0].hostname: Invalid value: "a.b": must not contain dots',
        `endpoints[0].hints.forNodes[0].name: Invalid value: "A": ${subdomainFault}`,
      ],
    ],
    [
      "an address must be valid",
      { endpoints: [{ addresses: ["x"] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'endpoints[0].addresses[0]: Invalid value: "x": must be a valid IP address',
      ],
    ],
    [
      "labels of a fully qualified name must be short",
      { addressType: "FQDN", endpoints: [{ addresses: [`${"a".repeat(64)}.b`, "a.b.", "", "."] }] },
      [
        `endpoints[0].addresses[0]: Invalid value: "${"a".repeat(64)}": must be no more than 63 characters`,
        "endpoints[0].addresses[2]: Required value",
        `endpoints[0].addresses[3]: Invalid value: "": ${subdomainFault}`,
      ],
    ],
    [
      "a name must be fully qualified",
      { addressType: "FQDN", endpoints: [{ addresses: ["one"] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "one": should be a domain with at least two segments separated by dots',
      ],
    ],
  ])("AP-59: %s", async (_title, rest, expected) => {
    expect(await createProblems(slice(rest))).toEqual(expected);
  });

  it("AP-59: addressType is immutable", async () => {
    const change = (stored: Sent) => ({ ...stored, addressType: "IPv6" });
    expect(await updateProblems(slice(), change)).toEqual(['addressType: Invalid value: "IPv6": field is immutable']);
  });

  it("AP-59: unchanged addresses are not validated", () => {
    const before = slice({ endpoints: [{ addresses: ["127.0.0.1"] }], ports: [{ name: "a", protocol: "TCP" }] });
    const problems = (next: Sent) => endpointSliceStrategy.validateUpdate?.(next as never, before as never) ?? [];
    expect(problems({ ...before, metadata: { name: "one", labels: { a: "b" } } })).toEqual([]);
    expect(
      problems({ ...before, endpoints: [{ addresses: ["127.0.0.1"] }, { addresses: ["10.0.0.1"] }] }),
    ).toHaveLength(1);
  });

  it("drops deprecatedTopology", async () => {
    const endpoints = [{ addresses: ["10.0.0.1"], deprecatedTopology: { "topology.kubernetes.io/zone": "a" } }];
    expect((await created(slice({ endpoints }))).endpoints).toEqual([{ addresses: ["10.0.0.1"], conditions: {} }]);
    const { after } = await updated(slice(), (stored) => ({ ...stored, endpoints }));
    expect(after.endpoints).toEqual([{ addresses: ["10.0.0.1"], conditions: {} }]);
  });

  it("AP-22: starts at generation 1", async () => {
    expect((await created(slice())).metadata).toMatchObject({ generation: 1 });
  });
});
