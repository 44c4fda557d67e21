import { describe, expect, it } from "vitest";
import type { ApiClient } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/dra/dra.go: what it demands of the API server. Upstream's strategies of resource.k8s.io word the refusals.

const demand =
  "admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace";

describe("upstream's tests of devices", () => {
  let admin: ApiClient;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    const labels = { "resource.kubernetes.io/admin-access": "true" };
    await admin.create("/api/v1/namespaces", { metadata: { name: "dra" } });
    await admin.create("/api/v1/namespaces", { metadata: { name: "dra-admin", labels } });
  });
  const at = (namespace: string, plural: string) => `/apis/resource.k8s.io/v1/namespaces/${namespace}/${plural}`;
  const devices = (exactly: object) => ({
    devices: { requests: [{ name: "req-0", exactly: { deviceClassName: "gpu", ...exactly } }] },
  });
  const claim = (name: string, exactly: object = {}) => ({ metadata: { name }, spec: devices(exactly) });

  it("validate ResourceClaimTemplate and ResourceClaim for admin access", async () => {
    const refusal = { code: 422, reason: "Invalid", message: expect.stringContaining(`Forbidden: ${demand}`) };
    const template = { metadata: { name: "t" }, spec: { spec: devices({ adminAccess: true }) } };
    await expect(admin.create(at("dra", "resourceclaims"), claim("c", { adminAccess: true }))).rejects.toMatchObject({
      ...refusal,
      message: `ResourceClaim.resource.k8s.io "c" is invalid: spec.devices.requests[0].adminAccess: Forbidden: ${demand}`,
    });
    await expect(admin.create(at("dra", "resourceclaimtemplates"), template)).rejects.toMatchObject(refusal);
    await admin.create(at("dra-admin", "resourceclaims"), claim("c", { adminAccess: true }));
    await admin.create(at("dra-admin", "resourceclaimtemplates"), template);
  });

  it("an allocation grants administrative access in labelled namespaces alone, and stays when the label goes", async () => {
    const result = { request: "req-0", driver: "dra.example.com", pool: "p", device: "d", adminAccess: true };
    const status = { status: { allocation: { devices: { results: [result] } } } };
    await admin.create(at("dra", "resourceclaims"), claim("granted"));
    await admin.create(at("dra-admin", "resourceclaims"), claim("granted", { adminAccess: true }));
    await expect(admin.patch(`${at("dra", "resourceclaims")}/granted/status`, status)).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining(`status.allocation.devices.results[0].adminAccess: Forbidden: ${demand}`),
    });
    const path = `${at("dra-admin", "resourceclaims")}/granted`;
    expect((await admin.patch(`${path}/status`, status)).status.allocation.devices.results).toEqual([result]);
    await admin.patch("/api/v1/namespaces/dra-admin", {
      metadata: { labels: { "resource.kubernetes.io/admin-access": null } },
    });
    const reserved = { status: { reservedFor: [{ resource: "pods", name: "p", uid: "u" }] } };
    expect((await admin.patch(`${path}/status`, reserved)).status.reservedFor).toHaveLength(1);
  });

  it("refuses selectors that do not compile, in requests and their alternatives", async () => {
    const selectors = [{ cel: { expression: "device.driver == 1" } }];
    const alternatives = {
      metadata: { name: "alternatives" },
      spec: {
        devices: { requests: [{ name: "r", firstAvailable: [{ name: "s", deviceClassName: "gpu", selectors }] }] },
      },
    };
    for (const [object, path] of [
      [claim("selected", { selectors }), "exactly"],
      [alternatives, "firstAvailable[0]"],
    ] as const)
      await expect(admin.create(at("dra", "resourceclaims"), object)).rejects.toMatchObject({
        code: 422,
        message: expect.stringContaining(
          `spec.devices.requests[0].${path}.selectors[0].cel.expression: Invalid value: "device.driver == 1": compilation failed: `,
        ),
      });
    const valid = [{ cel: { expression: 'device.attributes["dra.example.com"].model == "x"' } }];
    await admin.create(at("dra", "resourceclaims"), claim("selected", { selectors: valid }));
    await eventually(
      () => admin.patch(`${at("dra", "resourceclaims")}/selected`, { metadata: { labels: { a: "b" } } }),
      ({ metadata }) => metadata.labels.a === "b",
    );
  });
});
