import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updateProblems, withSpec } from "./attempts.js";

const of = (kind: string, spec: Sent): Sent => ({
  apiVersion: "resource.k8s.io/v1",
  kind,
  metadata: { name: "one" },
  spec,
});
const deviceClass = (spec: Sent = {}) => of("DeviceClass", spec);
const slice = (spec: Sent = {}) =>
  of("ResourceSlice", {
    driver: "gpu.example.com",
    pool: { name: "node-1", generation: 1, resourceSliceCount: 1 },
    nodeName: "node-1",
    ...spec,
  });
const withDevice = (device: Sent) => slice({ devices: [{ name: "gpu-0", ...device }] });
const attribute = (value: Sent) => withDevice({ attributes: { model: value } });
const nodes = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

describe("A DeviceClass", () => {
  it("loses the name of an extended resource, which a gate disables", async () => {
    expect((await created(deviceClass({ extendedResourceName: "example.com/gpu" }))).spec ?? {}).toEqual({});
  });

  it.each<[string, Sent, readonly string[]]>([
    ["has selectors", { selectors: [{ cel: { expression: "device.driver == 'a.example'" } }] }, []],
    ["has selectors of a language", { selectors: [{}] }, ["spec.selectors[0].cel: Required value"]],
    [
      "has selectors that bind variables and compare versions and quantities",
      {
        selectors: [
          {
            cel: {
              expression:
                'cel.bind(dra, device.attributes["dra.example.com"], dra.oneBool && dra.version.isGreaterThan(semver("1.0.0")))',
            },
          },
          { cel: { expression: 'device.capacity["dra.example.com"].memory.compareTo(quantity("1Gi")) >= 0' } },
        ],
      },
      [],
    ],
    ["has selectors of an unknown type", { selectors: [{ cel: { expression: 'device.attributes["a"].b' } }] }, []],
    [
      "has selectors that compile",
      { selectors: [{ cel: { expression: "noSuchVar" } }] },
      [
        expect.stringMatching(
          /^spec\.selectors\[0\]\.cel\.expression: Invalid value: "noSuchVar": compilation failed: ERROR: <input>:1:1: undeclared reference to 'noSuchVar'/,
        ),
      ],
    ],
    [
      "has selectors that are true or false",
      { selectors: [{ cel: { expression: "device.driver" } }] },
      [
        'spec.selectors[0].cel.expression: Invalid value: "device.driver": must evaluate to bool or the unknown type, not string',
      ],
    ],
    [
      "has selectors with variables of simple names",
      { selectors: [{ cel: { expression: "cel.bind(1, true, true)" } }] },
      [expect.stringContaining("cel.bind() variable names must be simple identifiers")],
    ],
    [
      "has selectors that are cheap",
      {
        selectors: [
          {
            cel: {
              expression:
                "device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, device.attributes.all(d, a == b + c + d))))",
            },
          },
        ],
      },
      ["spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit"],
    ],
    [
      "has selectors of 10 KiB at most, which are not compiled",
      { selectors: [{ cel: { expression: `noSuchVar${" ".repeat(10_240)}` } }] },
      ["spec.selectors[0].cel.expression: Too long: may not be more than 10240 bytes"],
    ],
    [
      "has configurations of a driver",
      { config: [{ opaque: { driver: "", parameters: {} } }] },
      [
        "spec.config[0].opaque.driver: Required value",
        expect.stringContaining('spec.config[0].opaque.driver: Invalid value: ""'),
      ],
    ],
    [
      "has configurations of 10 KiB at most",
      { config: [{ opaque: { driver: "a.example", parameters: { text: "x".repeat(10_240) } } }] },
      ["spec.config[0].opaque.parameters: Too long: may not be more than 10240 bytes"],
    ],
  ])("%s", async (_, spec, expected) => {
    expect(await createProblems(deviceClass(spec))).toEqual(expected);
  });

  it("can change", async () => {
    expect(await updateProblems(deviceClass(), (stored) => ({ ...stored, spec: { selectors: [] } }))).toEqual([]);
  });
});

describe("A ResourceSlice", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["of a node", slice(), []],
    ["of all nodes", slice({ nodeName: undefined, allNodes: true }), []],
    ["of no node", slice({ nodeName: undefined }), [`spec: Required value: ${nodes}`]],
    [
      "of a node and of all",
      slice({ allNodes: true }),
      [`spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${nodes}, but multiple fields are set`],
    ],
    [
      "of no node, said so",
      slice({ nodeName: undefined, allNodes: false }),
      ["spec.allNodes: Invalid value: false: must be either unset or set to true", `spec: Required value: ${nodes}`],
    ],
    [
      "of two terms of nodes",
      slice({
        nodeName: undefined,
        nodeSelector: {
          nodeSelectorTerms: [1, 2].map((index) => ({
            matchExpressions: [{ key: `key-${index}`, operator: "Exists" }],
          })),
        },
      }),
      [
        expect.stringMatching(
          /^spec\.nodeSelector\.nodeSelectorTerms: Invalid value: .*must have exactly one node selector term$/,
        ),
      ],
    ],
    [
      "without a driver",
      slice({ driver: "" }),
      ["spec.driver: Required value", expect.stringContaining('spec.driver: Invalid value: ""')],
    ],
    [
      "of an empty pool",
      slice({ pool: { name: "", generation: -1, resourceSliceCount: 0 } }),
      [
        "spec.pool.name: Required value",
        "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero",
        "spec.pool.generation: Invalid value: -1: must be greater than or equal to zero",
      ],
    ],
    [
      "with devices of one name",
      slice({ devices: [{ name: "gpu" }, { name: "gpu" }] }),
      ['spec.devices[1].name: Duplicate value: "gpu"'],
    ],
    [
      "with more than 128 devices",
      slice({ devices: Array.from({ length: 129 }, (_, index) => ({ name: `gpu-${index}` })) }),
      ["spec.devices: Too many: 129: must have at most 128 items"],
    ],
    [
      "with a device of attributes and capacities",
      withDevice({
        attributes: { "example.com/model": { string: "x" }, count: { int: 1 }, ok: { bool: false } },
        capacity: { memory: { value: "1Gi" } },
      }),
      [],
    ],
    [
      "with more than 32 attributes and capacities",
      withDevice({
        attributes: Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`a${index}`, { int: index }])),
        capacity: { memory: { value: "1Gi" } },
      }),
      ["spec.devices[0]: Invalid value: 33: the total number of attributes and capacities must not exceed 32"],
    ],
    [
      "with an attribute of no value",
      attribute({}),
      ['spec.devices[0].attributes[model]: Invalid value: "": exactly one value must be specified'],
    ],
    [
      "with an attribute of two values",
      attribute({ bool: true, int: 1 }),
      [
        expect.stringMatching(
          /^spec\.devices\[0\]\.attributes\[model\]: Invalid value: .*: exactly one value must be specified$/,
        ),
      ],
    ],
    [
      "with a version that is none",
      attribute({ version: "1.2" }),
      [
        'spec.devices[0].attributes[model].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0',
      ],
    ],
    ["with a version", attribute({ version: "1.2.3-rc.1+build" }), []],
    [
      "with a long text",
      attribute({ string: "x".repeat(65) }),
      ["spec.devices[0].attributes[model].string: Too long: may not be more than 64 bytes"],
    ],
    [
      "with an attribute of an empty domain",
      withDevice({ attributes: { "/model": { int: 1 } } }),
      ['spec.devices[0].attributes[/model]: Invalid value: "": the domain must not be empty'],
    ],
    [
      "with a capacity that has no identifier",
      withDevice({ capacity: { "my-memory": { value: "1" } } }),
      [
        expect.stringMatching(
          /^spec\.devices\[0\]\.capacity\[my-memory\]: Invalid value: "my-memory": a valid C ident/,
        ),
      ],
    ],
  ])("%s", async (_, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it("loses what disabled gates are about, also in the values of a map", async () => {
    const device = {
      capacity: { memory: { value: "1Gi", requestPolicy: { default: "1Gi" } } },
      taints: [{ key: "a", effect: "NoSchedule" }],
      allowMultipleAllocations: true,
    };
    const { spec } = await created(withDevice(device));
    expect(spec).toMatchObject({ devices: [{ name: "gpu-0", capacity: { memory: { value: "1Gi" } } }] });
    expect(JSON.stringify(spec)).not.toMatch(/requestPolicy|taints|allowMultipleAllocations/);
  });

  it("cannot change its driver, its pool and its node", async () => {
    const change = (stored: Sent) =>
      withSpec(stored, {
        driver: "b.example",
        nodeName: "node-2",
        pool: { name: "other", generation: 2, resourceSliceCount: 1 },
      });
    expect(await updateProblems(slice(), change)).toEqual([
      'spec.pool.name: Invalid value: "other": field is immutable',
      'spec.driver: Invalid value: "b.example": field is immutable',
      'spec.nodeName: Invalid value: "node-2": field is immutable',
    ]);
  });
});
