import type { KubernetesObject, Stored } from "@engenho/core";
import { optionalKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { problemsOf, type Sent } from "../strategies/attempts.js";

const kinds = optionalKinds().map(({ definition }) => definition);

const objectOf = (apiVersion: string, kind: string, content: Sent, metadata: Sent = {}) =>
  ({ apiVersion, kind, metadata: { name: "one", ...metadata }, ...content }) as unknown as KubernetesObject;

async function open(object: KubernetesObject) {
  const { store, clock } = openRegistry({ kinds });
  const stored = await store.create(object);
  const update = (change: Sent, subresource?: string) =>
    problemsOf(() =>
      store.update({ ...stored, ...change } as unknown as Stored, subresource === undefined ? {} : { subresource }),
    );
  return { store, clock, stored, update };
}
const create = (object: KubernetesObject) => problemsOf(() => open(object));

describe("A LeaseCandidate", () => {
  const candidate = (spec: Sent = {}, name = "one", version = "v1beta1") =>
    objectOf(
      `coordination.k8s.io/${version}`,
      "LeaseCandidate",
      {
        spec: {
          leaseName: "scheduler",
          binaryVersion: "1.34.0",
          emulationVersion: "1.33.0",
          strategy: "OldestEmulationVersion",
          ...spec,
        },
      },
      { name, namespace: "default" },
    );

  it.each<[string, Sent, readonly string[]]>([
    ["whole", {}, []],
    ["with a strategy of its own", { strategy: "example.com/own", emulationVersion: undefined }, []],
    ["without a lease", { leaseName: "" }, ["spec.leaseName: Required value"]],
    ["without a version", { binaryVersion: undefined }, ["spec.binaryVersion: Required value"]],
    [
      "with text for a version",
      { binaryVersion: "1.34" },
      [
        'spec.binaryVersion: Invalid value: "1.34": must be a valid semantic version',
        'spec.binaryVersion: Invalid value: "1.34": must be greater than or equal to `emulationVersion`',
      ],
    ],
    [
      "that emulates what is newer",
      { emulationVersion: "1.35.0" },
      ['spec.binaryVersion: Invalid value: "1.34.0": must be greater than or equal to `emulationVersion`'],
    ],
    ["without a strategy", { strategy: undefined }, ["spec.strategy: Required value"]],
    [
      "without the version that its strategy needs",
      { emulationVersion: undefined },
      ["spec.emulationVersion: Required value: must be specified when `strategy` is 'OldestEmulationVersion'"],
    ],
    [
      "with an unknown strategy",
      { strategy: "Newest" },
      ['spec.strategy.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"'],
    ],
  ])("%s", async (_, spec, problems) => {
    expect(await create(candidate(spec))).toEqual(problems);
  });

  it("may have the name of a key, is created by an update, and keeps its lease", async () => {
    const { store } = openRegistry({ kinds });
    const stored = await store.update(candidate({}, "Some_Host.1", "v1alpha2") as unknown as Stored);
    const next = { ...candidate({ leaseName: "other" }, "Some_Host.1", "v1alpha2"), metadata: stored.metadata };
    expect(await problemsOf(() => store.update(next as unknown as Stored))).toEqual([
      'spec.leaseName: Invalid value: "other": field is immutable',
    ]);
    const kind = { apiVersion: "coordination.k8s.io/v1beta1", kind: "LeaseCandidate" };
    expect((await store.list(kind)).items).toMatchObject([{ apiVersion: kind.apiVersion }]);
  });
});

describe("A DeviceTaintRule", () => {
  const rule = (spec: Sent = {}) =>
    objectOf("resource.k8s.io/v1alpha3", "DeviceTaintRule", {
      spec: { taint: { key: "example.com/broken", effect: "NoExecute" }, ...spec },
    });

  it("gets the time of its taint, and a generation that counts changes of its spec", async () => {
    const { store, stored, clock } = await open(rule());
    expect(stored).toMatchObject({
      metadata: { generation: 1 },
      spec: { taint: { timeAdded: new Date(Math.floor(clock.now() / 1000) * 1000).toISOString().replace(".000", "") } },
    });
    const next = { ...rule({ deviceSelector: { driver: "example.com" } }), metadata: stored.metadata };
    expect((await store.update(next as unknown as Stored)).metadata.generation).toBe(2);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "everything",
      {
        deviceSelector: {
          deviceClassName: "gpu",
          driver: "example.com",
          pool: "a/b",
          device: "gpu-0",
          selectors: [{ cel: { expression: "device.driver == 'example.com'" } }],
        },
      },
      [],
    ],
    [
      "no taint",
      { taint: {} },
      [
        'spec.taint.key: Invalid value: "": name part must be non-empty',
        "spec.taint.key: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "spec.taint.effect: Required value",
      ],
    ],
    [
      "an effect of nodes",
      { taint: { key: "a", effect: "PreferNoSchedule" } },
      ['spec.taint.effect: Unsupported value: "PreferNoSchedule": supported values: "NoExecute", "NoSchedule"'],
    ],
    ["an empty pool", { deviceSelector: { pool: "" } }, ["spec.deviceSelector.pool: Required value"]],
    [
      "a selector without an expression",
      { deviceSelector: { selectors: [{}] } },
      ["spec.deviceSelector.selectors[0].cel: Required value"],
    ],
  ])("with %s", async (_, spec, problems) => {
    expect(await create(rule(spec))).toEqual(problems);
  });
});

describe("A StorageVersionMigration", () => {
  const migration = objectOf("storagemigration.k8s.io/v1alpha1", "StorageVersionMigration", {
    spec: { resource: { group: "apps", version: "v1", resource: "deployments" } },
  });
  const condition = (type: string, status = "True") => ({
    type,
    status,
    reason: "Done",
    lastUpdateTime: "2025-01-01T00:00:00Z",
  });

  it("requires a resource to migrate, which is immutable", async () => {
    expect(await create({ ...migration, spec: {} } as never)).toEqual([
      "spec.resource.resource: Required value: resource is required",
      "spec.resource.version: Required value: version is required",
    ]);
    const { update } = await open(migration);
    expect(await update({ spec: { resource: { version: "v1", resource: "pods" } } })).toEqual([
      'group: Invalid value: "": field is immutable',
      'resource: Invalid value: "pods": field is immutable',
    ]);
  });

  it("has one outcome, which is final", async () => {
    const { store, stored, update } = await open(migration);
    const both = await update({ status: { conditions: [condition("Succeeded"), condition("Failed")] } }, "status");
    expect(both).toEqual([
      expect.stringMatching(/: Both success and failed conditions cannot be true at the same time$/),
    ]);
    expect(await update({ status: { resourceVersion: "x" } }, "status")).toEqual([
      'status.resourceVersion: Invalid value: "x": failed to parse resource version "x": strconv.ParseInt: parsing "x": invalid syntax',
    ]);
    const status = { resourceVersion: "7", conditions: [condition("Succeeded")] };
    const done = await store.update({ ...stored, status } as unknown as Stored, { subresource: "status" });
    const again = { ...done, status: { resourceVersion: "8", conditions: [condition("Succeeded", "False")] } };
    expect(await problemsOf(() => store.update(again as unknown as Stored, { subresource: "status" }))).toEqual([
      'status.resourceVersion: Invalid value: "8": field is immutable',
      expect.stringMatching(/: Success condition cannot be set to false once it is true$/),
    ]);
  });
});

describe("A StorageVersion", () => {
  const version = objectOf(
    "internal.apiserver.k8s.io/v1alpha1",
    "StorageVersion",
    { spec: {} },
    { name: "apps.deployments" },
  );
  const server = (apiServerID: string, encodingVersion: string, rest: Sent = {}) => ({
    apiServerID,
    encodingVersion,
    decodableVersions: ["apps/v1", "apps/v1beta1"],
    ...rest,
  });

  it("is named after a resource", async () => {
    expect(await create({ ...version, metadata: { name: "pods" } } as never)).toEqual([
      'metadata.name: Invalid value: "pods": name must be in the form of <group>.<resource>',
    ]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["one server", { storageVersions: [server("a", "apps/v1")], commonEncodingVersion: "apps/v1" }, []],
    ["servers that differ", { storageVersions: [server("a", "apps/v1"), server("b", "apps/v1beta1")] }, []],
    [
      "no common version",
      { storageVersions: [server("a", "apps/v1")] },
      ["status.commonEncodingVersion: Invalid value: null: the common encoding version is apps/v1"],
    ],
    [
      "a version that cannot be read",
      { storageVersions: [server("a", "apps/v2", { servedVersions: ["a/b/c"] })], commonEncodingVersion: "apps/v2" },
      [
        'status.storageVersions[0].decodableVersions: Invalid value: ["apps/v1","apps/v1beta1"]: decodableVersions must include encodingVersion apps/v2',
        "status.storageVersions[0].servedVersions[0]: Invalid value: \"a/b/c\": an apiVersion is a DNS-1035 label, which must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')",
        'status.storageVersions[0].servedVersions[0]: Invalid value: "a/b/c": individual served version : a/b/c must be included in decodableVersions : [apps/v1 apps/v1beta1]',
      ],
    ],
    [
      "a condition twice",
      { conditions: [1, 2].map(() => ({ type: "A", status: "True", reason: "B", message: "c" })) },
      ['status[1].type: Invalid value: "A": the type of the condition is not unique, it also appears in conditions[0]'],
    ],
  ])("with %s", async (_, status, problems) => {
    const { update } = await open(version);
    expect(await update({ status }, "status")).toEqual(problems);
  });
});
