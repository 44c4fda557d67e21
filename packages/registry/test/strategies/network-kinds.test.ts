import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems } from "./attempts.js";

const endpoints = (...subsets: readonly Sent[]): Sent => ({
  apiVersion: "v1",
  kind: "Endpoints",
  metadata: { name: "one", namespace: "default" },
  subsets,
});
const slice = (rest: Sent = {}): Sent => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "one", namespace: "default" },
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.0.0.1"] }],
  ports: [{ name: "http", port: 80 }],
  ...rest,
});
const ingress = (spec: Sent): Sent => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "one", namespace: "default" },
  spec,
});
const policy = (spec: Sent): Sent => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "one", namespace: "default" },
  spec: { podSelector: {}, ...spec },
});

const special: readonly (readonly [string, string])[] = [
  ["0.0.0.0", "may not be unspecified (0.0.0.0)"],
  ["127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)"],
  ["169.254.1.1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"],
  ["224.0.0.1", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"],
];
const badAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

describe("Endpoints", () => {
  it("AP-59: a port's protocol is TCP", async () => {
    const { subsets } = await created(endpoints({ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }));
    expect((subsets as Sent[])[0]?.ports).toEqual([{ port: 80, protocol: "TCP" }]);
  });

  it.each(special)("AP-59: %s %s", async (ip, detail) => {
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
});

describe("EndpointSlice", () => {
  it("AP-59: a port has a name and a protocol", async () => {
    expect((await created(slice({ ports: [{ port: 80 }] }))).ports).toEqual([{ name: "", port: 80, protocol: "TCP" }]);
  });

  it.each(special)("AP-59: %s %s", async (ip, detail) => {
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
      "addresses are of the type",
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
      "names of ports are unique",
      {
        ports: [
          { name: "a", port: 80 },
          { name: "a", port: 81 },
        ],
      },
      ['ports[1].name: Duplicate value: "a"'],
    ],
    ["a port without a number means all", { ports: [{ name: "a" }] }, []],
    [
      "a name is fully qualified",
      { addressType: "FQDN", endpoints: [{ addresses: ["one"] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "one": should be a domain with at least two segments separated by dots',
      ],
    ],
  ])("AP-59: %s", async (_title, rest, expected) => {
    expect(await createProblems(slice(rest))).toEqual(expected);
  });

  it("AP-59: addressType is immutable", async () => {
    const change = (stored: Sent) => ({ ...stored, addressType: "IPv6", endpoints: [] });
    expect(await updateProblems(slice(), change)).toEqual(['addressType: Invalid value: "IPv6": field is immutable']);
  });

  it("AP-22: starts at generation 1", async () => {
    expect((await created(slice())).metadata).toMatchObject({ generation: 1 });
  });
});

describe("Ingress", () => {
  const backend = { service: { name: "web", port: { number: 80 } } };
  const path = (rest: Sent = {}) => ({ path: "/", pathType: "Prefix", backend, ...rest });
  const rule = (...paths: readonly Sent[]) => ({ rules: [{ http: { paths } }] });

  it("that is right", async () => {
    expect(await createProblems(ingress(rule(path())))).toEqual([]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["spec", {}, ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]],
    [
      "pathType is required",
      rule(path({ pathType: undefined })),
      ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"],
    ],
    [
      "path is absolute",
      rule(path({ path: "x" })),
      ['spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path'],
    ],
    [
      "backend has a service or a resource",
      rule(path({ backend: {} })),
      ['spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required'],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(ingress(spec))).toEqual(expected);
  });
});

describe("NetworkPolicy", () => {
  it("is about ingress, and about egress where it has rules for it", async () => {
    expect(((await created(policy({}))).spec as Sent).policyTypes).toEqual(["Ingress"]);
    expect(((await created(policy({ egress: [{}] }))).spec as Sent).policyTypes).toEqual(["Ingress", "Egress"]);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "policyTypes",
      { policyTypes: ["Both"] },
      ['spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"'],
    ],
    [
      "a port's range",
      { ingress: [{ ports: [{ port: 80, endPort: 79 }] }] },
      ["spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`"],
    ],
    [
      "a peer says who",
      { ingress: [{ from: [{}] }] },
      ["spec.ingress[0].from[0]: Required value: must specify a peer"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(policy(spec))).toEqual(expected);
  });
});
