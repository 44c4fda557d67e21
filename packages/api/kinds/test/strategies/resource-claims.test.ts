import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { created, createProblems, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const metadata = { name: "one", namespace: "default" };
const exactly = (fields: Sent = {}) => ({
  allocationMode: "ExactCount",
  count: 1,
  deviceClassName: "gpu.example.com",
  ...fields,
});
const gpu = { name: "gpu", exactly: exactly() };
const choice = { name: "choice", firstAvailable: [{ ...exactly(), name: "big" }] };
const claim = (devices: Sent = { requests: [gpu, choice] }): Sent => ({
  apiVersion: "resource.k8s.io/v1",
  kind: "ResourceClaim",
  metadata,
  spec: { devices },
});
const template = (devices: Sent, labels: Sent = {}): Sent => ({
  ...claim(),
  kind: "ResourceClaimTemplate",
  spec: { metadata: { labels }, spec: { devices } },
});
const withStatus = (status: Sent) => (stored: Sent) => ({ ...stored, status });
const result = { request: "gpu", driver: "gpu.example.com", pool: "node-1", device: "gpu-0" };
const allocation = { devices: { results: [result] } };
const consumer = { resource: "pods", name: "pod", uid: "1" };
const reference =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

function listOf<T>(length: number, item: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => item(index));
}

describe("A ResourceClaim", () => {
  it("is for one device of the class, unless it says how many", async () => {
    const { spec } = await created(
      claim({
        requests: [
          { name: "gpu", exactly: { deviceClassName: "a" } },
          { name: "all", exactly: { deviceClassName: "a", allocationMode: "All" } },
          { name: "choice", firstAvailable: [{ name: "sub", deviceClassName: "a" }] },
        ],
      }),
    );
    const one = { allocationMode: "ExactCount", count: 1, deviceClassName: "a" };
    expect(spec).toEqual({
      devices: {
        requests: [
          { name: "gpu", exactly: one },
          { name: "all", exactly: { allocationMode: "All", deviceClassName: "a" } },
          { name: "choice", firstAvailable: [{ ...one, name: "sub" }] },
        ],
      },
    });
  });

  it("has no status at first, and loses fields behind disabled gates", async () => {
    const request = { name: "gpu", exactly: exactly({ capacity: { requests: { memory: "1Gi" } } }) };
    const { spec, status } = await created({ ...claim({ requests: [request] }), status: { allocation } });
    expect(spec).toEqual({ devices: { requests: [gpu] } });
    expect(status ?? {}).toEqual({});
  });

  it.each<[string, Sent, readonly string[]]>([
    ["may request nothing", {}, []],
    [
      "has requests with names",
      { requests: [{ exactly: exactly() }] },
      [expect.stringContaining("spec.devices.requests[0].name: Invalid value")],
    ],
    ["has names once", { requests: [gpu, gpu] }, ['spec.devices.requests[1].name: Duplicate value: "gpu"']],
    [
      "has one of the ways to request",
      { requests: [{ name: "gpu" }] },
      ["spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required"],
    ],
    [
      "has not both ways to request",
      { requests: [{ ...choice, exactly: exactly() }] },
      [
        "spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set",
      ],
    ],
    [
      "names a class",
      { requests: [{ name: "gpu", exactly: exactly({ deviceClassName: "" }) }] },
      ["spec.devices.requests[0].exactly.deviceClassName: Required value"],
    ],
    [
      "has a count above zero",
      { requests: [{ name: "gpu", exactly: exactly({ count: -1 }) }] },
      ["spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero"],
    ],
    [
      "has no count for all devices",
      { requests: [{ name: "gpu", exactly: exactly({ allocationMode: "All" }) }] },
      ["spec.devices.requests[0].exactly.count: Invalid value: 1: must not be specified when allocationMode is 'All'"],
    ],
    [
      "has a known mode",
      { requests: [{ name: "gpu", exactly: exactly({ allocationMode: "Some" }) }] },
      [
        'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
      ],
    ],
    [
      "has selectors of a language",
      { requests: [{ name: "gpu", exactly: exactly({ selectors: [{}] }) }] },
      ["spec.devices.requests[0].exactly.selectors[0].cel: Required value"],
    ],
    [
      "has expressions of 10 KiB at most",
      { requests: [{ name: "gpu", exactly: exactly({ selectors: [{ cel: { expression: "x".repeat(10_241) } }] }) }] },
      ["spec.devices.requests[0].exactly.selectors[0].cel.expression: Too long: may not be more than 10240 bytes"],
    ],
    [
      "has 32 requests at most",
      { requests: listOf(33, (index) => ({ ...gpu, name: `gpu-${index}` })) },
      ["spec.devices.requests: Too many: 33: must have at most 32 items"],
    ],
    [
      "has constraints on requests that there are",
      {
        requests: [gpu, choice],
        constraints: [
          { requests: ["gpu", "choice", "choice/big"], matchAttribute: "example.com/numa" },
          { requests: ["gpu/big", "a/b/c"], matchAttribute: "numa" },
          {},
        ],
      },
      [
        `spec.devices.constraints[1].requests[0]: Invalid value: "gpu/big": ${reference}`,
        `spec.devices.constraints[1].requests[1]: Invalid value: "a/b/c": ${reference}`,
        'spec.devices.constraints[1].matchAttribute: Invalid value: "numa": a fully qualified name must be a domain and a name separated by a slash',
        "spec.devices.constraints[2].matchAttribute: Required value",
      ],
    ],
    [
      "has configurations of a driver",
      { config: [{}, { opaque: { driver: "a.example", parameters: [] } }, { opaque: { driver: "a.example" } }] },
      [
        "spec.devices.config[0].opaque: Required value",
        'spec.devices.config[1].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
        "spec.devices.config[2].opaque.parameters: Required value",
      ],
    ],
    [
      "has tolerations without a key for anything",
      { requests: [{ name: "gpu", exactly: exactly({ tolerations: [{ operator: "Exists" }] }) }] },
      [],
    ],
  ])("%s", async (_, devices, expected) => {
    expect(await createProblems(claim(devices))).toEqual(expected);
  });

  it("has an immutable spec", async () => {
    const problems = await updateProblems(claim(), (stored) => withSpec(stored, { devices: { requests: [gpu] } }));
    expect(problems).toEqual([expect.stringMatching(/^spec: Invalid value: .*: field is immutable$/)]);
  });

  it("is allocated and reserved through its status", async () => {
    const status = {
      allocation,
      reservedFor: [consumer],
      devices: [{ ...result, request: undefined, conditions: [] }],
    };
    const { after } = await updated(claim(), withStatus(status), "status");
    expect(after.status).toMatchObject({ allocation, reservedFor: [consumer] });
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "is not reserved before it is allocated",
      { reservedFor: [consumer] },
      ["status.reservedFor: Forbidden: may not be specified when `allocated` is not set"],
    ],
    [
      "has whole consumers, once",
      { allocation, reservedFor: [consumer, consumer, {}] },
      [
        "status.reservedFor[2].resource: Required value",
        "status.reservedFor[2].name: Required value",
        "status.reservedFor[2].uid: Required value",
        'status.reservedFor[1].uid: Duplicate value: "1"',
      ],
    ],
    [
      "has results of its own requests",
      { allocation: { devices: { results: [{ ...result, request: "other", pool: "" }] } } },
      [
        `status.allocation.devices.results[0].request: Invalid value: "other": ${reference}`,
        "status.allocation.devices.results[0].pool: Required value",
      ],
    ],
    [
      "has configurations from known sources",
      {
        allocation: {
          devices: {
            results: [result],
            config: [
              { source: "Else", opaque: { driver: "a.example", parameters: {} } },
              { opaque: { driver: "a.example", parameters: {} } },
            ],
          },
        },
      },
      [
        'status.allocation.devices.config[0].source: Unsupported value: "Else": supported values: "FromClaim", "FromClass"',
        "status.allocation.devices.config[1].source: Required value",
      ],
    ],
    [
      "says things of allocated devices",
      { allocation, devices: [{ driver: "gpu.example.com", pool: "node-1", device: "gpu-1" }] },
      ["status.devices[0]: Invalid value: gpu.example.com/node-1/gpu-1: must be an allocated device in the claim"],
    ],
    [
      "has canonical addresses of devices",
      {
        allocation,
        devices: [{ ...result, request: undefined, networkData: { ips: ["10.0.0.1/24", "10.0.0.01/24"] } }],
      },
      [expect.stringMatching(/^status\.devices\[0\]\.networkData\.ips\[1\]: Invalid value: "10\.0\.0\.01\/24"/)],
    ],
  ])("%s", async (_, status, expected) => {
    expect(await updateProblems(claim(), withStatus(status), "status")).toEqual(expected);
  });

  it("drops the status of devices that are deallocated", async () => {
    const { store } = openRegistry();
    const write = async (object: Sent, status: Sent) =>
      (await store.update({ ...object, status } as never, { subresource: "status" })) as Sent;
    const first = (await store.create(claim() as never)) as Sent;
    const devices = [{ driver: result.driver, pool: result.pool, device: result.device }];
    const allocated = await write(first, { allocation, devices });
    expect(allocated.status).toMatchObject({ devices });
    const deallocated = await write(allocated, { devices });
    expect(deallocated.status ?? {}).toEqual({});
  });
});

describe("A ResourceClaimTemplate", () => {
  it("has the defaults and the rules of a claim", async () => {
    const { spec } = await created(template({ requests: [{ name: "gpu", exactly: { deviceClassName: "a" } }] }));
    expect(spec).toMatchObject({
      spec: { devices: { requests: [{ exactly: { allocationMode: "ExactCount", count: 1 } }] } },
    });
    expect(await createProblems(template({ requests: [{ name: "gpu" }] }, { "a b": "c" }))).toEqual([
      expect.stringContaining("spec.metadata.labels: Invalid value"),
      "spec.spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
    ]);
  });

  it("has an immutable spec", async () => {
    const problems = await updateProblems(template({ requests: [gpu] }), (stored) => withSpec(stored, { spec: {} }));
    expect(problems).toEqual([expect.stringMatching(/^spec: Invalid value: .*: field is immutable$/)]);
  });
});
