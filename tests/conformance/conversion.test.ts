import { afterAll, describe, expect, it } from "vitest";
import { type Answering, type HookServer, startHook } from "../../packages/api/webhooks/test/support/hook-server.js";
import type { AnyObject, ApiClient, WatchEvent } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";
import { define, version } from "./support/use-definitions.js";

// test/e2e/apimachinery/crd_conversion_webhook.go and crd_selectable_fields.go, with a server in this process in the place of the
// webhook's Pods. Titles are theirs.

const text = { type: "string" };
const schemaOf = (...fields: readonly string[]) => ({
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field, text])),
});
const selectable = (...fields: readonly string[]) => ({
  selectableFields: fields.map((each) => ({ jsonPath: `.${each}` })),
});

/** v1 has `hostPort`, v2 `host` and `port`, as agnhost converts them. */
const agnhost: Answering = ({ request }) => ({
  result: { status: "Success" },
  convertedObjects: request.objects.map(({ hostPort, host, port, ...object }: AnyObject) => {
    const { desiredAPIVersion: apiVersion } = request;
    if (apiVersion.endsWith("/v1"))
      return { ...object, apiVersion, ...(host === undefined ? {} : { hostPort: `${host}:${port ?? ""}` }) };
    const [first, second] = (hostPort ?? "").split(":");
    return { ...object, apiVersion, host: first, port: second };
  }),
});

describe("upstream's e2e tests of CustomResourceConversionWebhook and CustomResourceFieldSelectors", () => {
  let admin: ApiClient;
  let hook: HookServer;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    hook = await startHook(agnhost, { hosts: ["e2e-test-crd-conversion-webhook.default.svc"] });
    await admin.create("/api/v1/namespaces/default/services", {
      metadata: { name: "e2e-test-crd-conversion-webhook" },
      spec: { type: "ExternalName", externalName: "127.0.0.1", ports: [{ port: hook.port }] },
    });
  });
  afterAll(() => hook?.close());

  async function defined(group: string, versions: readonly object[]) {
    const service = {
      namespace: "default",
      name: "e2e-test-crd-conversion-webhook",
      path: "/crdconvert",
      port: hook.port,
    };
    const path = await define(admin, {
      group,
      kind: "Stable",
      plural: "stables",
      versions,
      conversion: {
        strategy: "Webhook",
        webhook: {
          clientConfig: { service, caBundle: hook.caBundle },
          conversionReviewVersions: ["v1", "v1beta1"],
        },
      },
    });
    const collection = (of: string) => `/apis/${group}/${of}/namespaces/default/stables`;
    const object = (of: string, name: string, fields: object) => ({
      apiVersion: `${group}/${of}`,
      kind: "Stable",
      metadata: { name },
      ...fields,
    });
    return { path, collection, object };
  }
  const first = version("v1", schemaOf("hostPort"));
  const second = version("v2", schemaOf("host", "port"), { storage: false });
  const address = { hostPort: "localhost:8080" };

  it("should be able to convert from CR v1 to CR v2", async () => {
    const { collection, object } = await defined("one.example.com", [first, second]);
    await admin.create(collection("v1"), object("v1", "cr-instance-1", address));
    const found = await admin.get(`${collection("v2")}/cr-instance-1`);
    expect(found).toMatchObject({ apiVersion: "one.example.com/v2", host: "localhost", port: "8080" });
    expect(found).not.toHaveProperty("hostPort");
  });

  it("should be able to convert a non homogeneous list of CRs", async () => {
    const group = "list.example.com";
    const { path, collection, object } = await defined(group, [first, second]);
    await admin.create(collection("v1"), object("v1", "cr-instance-1", address));
    const current = await admin.get(path);
    for (const each of current.spec.versions) each.storage = each.name === "v2";
    await admin.update(path, current);
    await admin.create(collection("v1"), object("v1", "cr-instance-2", address));
    const [v1, v2] = await Promise.all(["v1", "v2"].map((of) => admin.get(collection(of))));
    expect(v1.items).toMatchObject([1, 2].map((index) => object("v1", `cr-instance-${index}`, address)));
    expect(v2.items).toMatchObject(
      [1, 2].map((index) => object("v2", `cr-instance-${index}`, { host: "localhost", port: "8080" })),
    );
    for (const { host } of v1.items) expect(host).toBeUndefined();
    expect((await admin.get(path)).status.storedVersions).toEqual(["v1", "v2"]);
  });

  it("MUST list and watch custom resources matching the field selector", async () => {
    const { collection, object } = await defined("fields.example.com", [
      version("v1", schemaOf("hostPort"), selectable("hostPort")),
      version("v2", schemaOf("host", "port"), { storage: false, ...selectable("host", "port") }),
    ]);
    const selected = (of: string, selector: string) =>
      `${collection(of)}?fieldSelector=${encodeURIComponent(selector)}`;
    const names = async (of: string, selector: string) =>
      (await admin.get(selected(of, selector))).items.map(({ metadata }: AnyObject) => metadata.name);
    const watches = await Promise.all(
      [
        ["v2", "host=host1"],
        ["v2", "host=host1,port=80"],
        ["v1", "hostPort=host1:80"],
      ].map(([of = "", selector = ""]) => admin.watch(selected(of, selector))),
    );
    const next = async (index: number, count: number) => {
      const events: WatchEvent[] = [];
      while (events.length < count) events.push((await watches[index]?.next()) as WatchEvent);
      return events.map(({ type, object: seen }) => `${type} ${seen.metadata.name}`);
    };
    await admin.create(collection("v2"), object("v2", "a", { host: "host1", port: "80" }));
    await admin.create(collection("v2"), object("v2", "b", { host: "host1", port: "8080" }));
    await admin.create(collection("v2"), object("v2", "c", { host: "host2" }));
    expect(await names("v2", "host=host1")).toEqual(["a", "b"]);
    expect(await names("v2", "host=host1,port=80")).toEqual(["a"]);
    expect(await names("v1", "hostPort=host1:80")).toEqual(["a"]);
    expect(await names("v1", "hostPort=host1:8080")).toEqual(["b"]);
    expect(await next(0, 2)).toEqual(["ADDED a", "ADDED b"]);
    expect(await next(1, 1)).toEqual(["ADDED a"]);
    expect(await next(2, 1)).toEqual(["ADDED a"]);

    await admin.delete(selected("v2", "host=host1,port=80"));
    const changed = await admin.get(`${collection("v2")}/b`);
    await admin.update(`${collection("v2")}/b`, { ...changed, host: "host2" });
    await eventually(
      () => names("v2", "host=host1"),
      (found) => found.length === 0,
    );
    expect(await names("v2", "host=host1,port=80")).toEqual([]);
    expect(await next(0, 2)).toEqual(["DELETED a", "DELETED b"]);
    expect(await next(1, 1)).toEqual(["DELETED a"]);
    expect(await next(2, 1)).toEqual(["DELETED a"]);
    for (const watch of watches) watch.stop();
  });
});
