import type { KubernetesObject, Stored } from "@engenho/core";
import { optionalKinds, schemas } from "@engenho/kinds";
import { describe as describeDefinition } from "@engenho/kinds/descriptions";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { problemsOf, type Sent } from "../strategies/attempts.js";

const kinds = optionalKinds().map(({ definition }) => definition);
const group = "resource.k8s.io";
const kindOf = (version: string, kind: string) => ({ apiVersion: `${group}/${version}`, kind });
const open = () => openRegistry({ kinds }).store;

describe("the schemas of kinds that are served on request", () => {
  it.each(kinds.map((kind) => [`${kind.group}/${kind.version} ${kind.kind}`, kind] as const))("%s", (_, kind) => {
    const { schemaName = "" } = kind;
    expect(schemas.definition(schemaName)).toBeUndefined();
    expect(kind.schema["x-kubernetes-group-version-kind"]).toEqual([
      { group: kind.group, version: kind.version, kind: kind.kind },
    ]);
    const references = JSON.stringify(kind.schema).match(/io\.k8s\.api\.[a-z]+\.v\d\w*/g) ?? [];
    for (const reference of references) {
      if (reference.startsWith(schemaName.split(".").slice(0, 4).join(".")))
        expect(reference).toContain(`.${kind.version}`);
    }
    expect(describeDefinition(schemaName)?.description).toMatch(/\w/);
    expect(kind.columns.length).toBeGreaterThan(0);
    expect(kind.strategy?.()).toBeDefined();
  });
});

describe("resource.k8s.io/v1beta1", () => {
  const claim = (requests: readonly Sent[]) =>
    ({
      ...kindOf("v1beta1", "ResourceClaim"),
      metadata: { name: "one", namespace: "default" },
      spec: { devices: { requests } },
    }) as unknown as KubernetesObject;
  const requestsOf = (object: unknown) =>
    (object as { spec: { devices: { requests: unknown } } }).spec.devices.requests;

  it("ResourceClaim: requests have themselves what v1 has in `exactly`, with the same defaults", async () => {
    const store = open();
    const alternatives = { name: "b", firstAvailable: [{ name: "c", deviceClassName: "gpu" }] };
    const created = await store.create(claim([{ name: "a", deviceClassName: "gpu" }, alternatives]));
    const defaulted = { deviceClassName: "gpu", allocationMode: "ExactCount", count: 1 };
    const subrequest = { name: "b", firstAvailable: [{ name: "c", ...defaulted }] };
    expect(created.apiVersion).toBe("resource.k8s.io/v1beta1");
    expect(requestsOf(created)).toEqual([{ name: "a", ...defaulted }, subrequest]);
    const name = { name: "one", namespace: "default" };
    for (const version of ["v1", "v1beta2"]) {
      expect(requestsOf(await store.get(kindOf(version, "ResourceClaim"), name))).toEqual([
        { name: "a", exactly: defaulted },
        subrequest,
      ]);
    }
    expect(requestsOf(await store.get(kindOf("v1beta1", "ResourceClaim"), name))).toEqual(requestsOf(created));
  });

  it("ResourceClaim: errors have the paths of v1, as upstream", async () => {
    const create = (request: Sent) => problemsOf(() => open().create(claim([request])));
    expect(await create({ name: "a" })).toEqual([
      "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
    ]);
    expect(await create({ name: "a", count: 2 })).toEqual([
      "spec.devices.requests[0].exactly.deviceClassName: Required value",
      'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "": supported values: "All", "ExactCount"',
    ]);
    expect(await create({ name: "a", deviceClassName: "gpu", allocationMode: "All", count: 2 })).toEqual([
      "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'",
    ]);
  });

  it("ResourceClaimTemplate: as claims", async () => {
    const store = open();
    const template = {
      ...kindOf("v1beta1", "ResourceClaimTemplate"),
      metadata: { name: "one", namespace: "default" },
      spec: { spec: { devices: { requests: [{ name: "a", deviceClassName: "gpu" }] } } },
    };
    await store.create(template as unknown as KubernetesObject);
    const stored = await store.get(kindOf("v1", "ResourceClaimTemplate"), { name: "one", namespace: "default" });
    expect(stored).toMatchObject({
      spec: { spec: { devices: { requests: [{ name: "a", exactly: { deviceClassName: "gpu", count: 1 } }] } } },
    });
  });

  it("ResourceSlice: devices have in `basic` what v1 has in themselves", async () => {
    const store = open();
    const pool = { name: "pool", generation: 1, resourceSliceCount: 1 };
    const basic = { attributes: { model: { string: "x" } }, capacity: { memory: { value: "1Gi" } } };
    const spec = {
      driver: "example.com",
      nodeName: "node-1",
      pool,
      devices: [{ name: "gpu-0", basic }, { name: "gpu-1" }],
    };
    const slice = { ...kindOf("v1beta1", "ResourceSlice"), metadata: { name: "one" }, spec };
    const created = await store.create(slice as unknown as KubernetesObject);
    expect(created).toMatchObject({
      spec: {
        devices: [
          { name: "gpu-0", basic },
          { name: "gpu-1", basic: {} },
        ],
      },
    });
    const stored = await store.get(kindOf("v1", "ResourceSlice"), { name: "one" });
    expect(stored).toMatchObject({
      spec: { nodeName: "node-1", devices: [{ name: "gpu-0", ...basic }, { name: "gpu-1" }] },
    });
    const selected = await store.list(kindOf("v1beta1", "ResourceSlice"), {
      fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "node-1" }],
    });
    expect(selected.items).toMatchObject([{ apiVersion: "resource.k8s.io/v1beta1" }]);
    const next = { ...created, spec: { ...spec, nodeName: "", allNodes: true } };
    expect(await problemsOf(() => store.update(next as unknown as Stored))).toEqual([
      "spec.nodeName: Invalid value: null: field is immutable",
    ]);
  });
});

describe("a watch of a kind in one of its versions", () => {
  it.each(["v1", "v1beta1", "v1beta2"])("delivers %s, whichever version was written", async (version) => {
    const store = open();
    const watch = store.watch({ kinds: [kindOf(version, "DeviceClass")] });
    for (const written of ["v1", "v1beta1", "v1beta2"]) {
      await store.create({
        ...kindOf(written, "DeviceClass"),
        metadata: { name: written },
        spec: {},
      } as KubernetesObject);
    }
    const seen: string[] = [];
    while (seen.length < 3) {
      const signal = await watch.next();
      if (signal?.type !== "events") break;
      for (const { object } of signal.events) seen.push(`${object.metadata.name} ${object.apiVersion}`);
    }
    watch.close();
    const expected = `${group}/${version}`;
    expect(seen).toEqual(["v1", "v1beta1", "v1beta2"].map((name) => `${name} ${expected}`));
  });
});
