import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/common/node/runtimeclass.go. Titles are theirs.

const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const namespace = "runtimeclass";

describe("upstream's e2e tests of RuntimeClass", () => {
  let admin: ApiClient;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    await admin.create("/api/v1/namespaces", { metadata: { name: namespace } });
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    await eventually(
      () => admin.send("GET", account),
      ({ code }) => code === 200,
    );
  });
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const podOf = (name: string, runtimeClassName: string) => ({
    metadata: { name },
    spec: { runtimeClassName, restartPolicy: "Never", containers: [{ name: "test", image: "busybox" }] },
  });
  const rejected = (runtimeClassName: string) =>
    expect(admin.create(pods, podOf("rejected", runtimeClassName))).rejects.toMatchObject({
      code: 403,
      reason: "Forbidden",
      message: `pods "rejected" is forbidden: pod rejected: RuntimeClass "${runtimeClassName}" not found`,
    });
  const scheduled = async (name: string): Promise<AnyObject> =>
    eventually(
      () => admin.get(`${pods}/${name}`),
      ({ spec }) => spec.nodeName !== undefined,
      2000,
    );

  it("should reject a Pod requesting a non-existent RuntimeClass", async () => {
    await rejected("runtimeclass-nonexistent");
  });

  it("should schedule a Pod requesting a RuntimeClass without PodOverhead", async () => {
    await admin.create(classes, { metadata: { name: "no-overhead" }, handler: "test-handler" });
    await admin.create(pods, podOf("without", "no-overhead"));
    expect((await scheduled("without")).spec).not.toHaveProperty("overhead");
  });

  it("should schedule a Pod requesting a RuntimeClass and initialize its Overhead", async () => {
    const podFixed = { cpu: "10m", memory: "1Mi" };
    await admin.create(classes, { metadata: { name: "overhead" }, handler: "test-handler", overhead: { podFixed } });
    await admin.create(pods, podOf("with", "overhead"));
    expect((await scheduled("with")).spec.overhead).toEqual(podFixed);
  });

  it("should reject a Pod requesting a deleted RuntimeClass", async () => {
    await admin.create(classes, { metadata: { name: "delete-me" }, handler: "runc" });
    await admin.delete(`${classes}/delete-me`);
    await expect(admin.get(`${classes}/delete-me`)).rejects.toMatchObject({ code: 404 });
    await rejected("delete-me");
  });
});
