import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { changed } from "./support/play-api-operations.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// Upstream's e2e tests of rules of the API server that concern admission and kinds. Titles are theirs.

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

describe("upstream's e2e tests of rules of the API server", () => {
  let admin: ApiClient;
  useCluster(
    async (cluster) => {
      ({ admin } = cluster);
      for (const name of ["limitrange", "pv", "crds"]) await admin.create("/api/v1/namespaces", { metadata: { name } });
      const account = "/api/v1/namespaces/limitrange/serviceaccounts/default";
      await eventually(
        () => admin.send("GET", account),
        ({ code }) => code === 200,
      );
    },
    () => ({ bindAddress: "0.0.0.0" }),
  );

  // test/e2e/scheduling/limit_range.go
  it("LimitRange should create a LimitRange with defaults and ensure pod has those defaults applied.", async () => {
    const ranges = "/api/v1/namespaces/limitrange/limitranges";
    const pods = "/api/v1/namespaces/limitrange/pods";
    const amounts = (cpu: string, memory: string, storage: string) => ({ cpu, memory, "ephemeral-storage": storage });
    const min = amounts("50m", "100Mi", "100Gi");
    const max = amounts("500m", "500Mi", "500Gi");
    const defaultLimit = amounts("500m", "500Mi", "500Gi");
    const defaultRequest = amounts("100m", "200Mi", "200Gi");
    const maxLimitRequestRatio = {};
    const limit = { type: "Container", min, max, default: defaultLimit, defaultRequest, maxLimitRequestRatio };
    const watch = await admin.watch(`${ranges}?labelSelector=name=limit-range`);
    await admin.create(ranges, {
      metadata: { name: "limit-range", labels: { name: "limit-range" } },
      spec: { limits: [limit] },
    });
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "limit-range" } } });
    watch.stop();
    const [found] = (await admin.get(`${ranges}/limit-range`)).spec.limits;
    expect(found).toEqual({ type: "Container", min, max, default: defaultLimit, defaultRequest });
    const pod = (name: string, resources: object) => ({
      metadata: { name },
      spec: { containers: [{ name: "pause", image: "pause", resources }] },
    });
    await admin.create(pods, pod("pod-no-resources", {}));
    const [none] = (await admin.get(`${pods}/pod-no-resources`)).spec.containers;
    expect(none.resources).toEqual({ requests: defaultRequest, limits: defaultLimit });
    const partial = {
      requests: { cpu: "300m", memory: "150Mi", "ephemeral-storage": "150Gi" },
      limits: { cpu: "300m" },
    };
    await admin.create(pods, pod("pod-partial-resources", partial));
    const [some] = (await admin.get(`${pods}/pod-partial-resources`)).spec.containers;
    expect(some.resources).toEqual({
      requests: partial.requests,
      limits: { cpu: "300m", memory: "500Mi", "ephemeral-storage": "500Gi" },
    });
    const tooSmall = pod("pod-too-small", { requests: amounts("10m", "50Mi", "50Gi"), limits: {} });
    const tooBig = pod("pod-too-big", { requests: amounts("600m", "600Mi", "600Gi"), limits: {} });
    await expect(admin.create(pods, tooSmall)).rejects.toMatchObject({ code: 403 });
    await expect(admin.create(pods, tooBig)).rejects.toMatchObject({ code: expect.any(Number) });
    const newMin = amounts("9m", "49Mi", "49Gi");
    await changed(admin, `${ranges}/limit-range`, (current) => ({
      ...current,
      spec: { limits: [{ ...current.spec.limits[0], min: newMin }] },
    }));
    await admin.create(pods, pod("pod-small", tooSmall.spec.containers[0]?.resources ?? {}));
    await expect(admin.create(pods, tooBig)).rejects.toBeDefined();
    await admin.delete(`${ranges}/limit-range`);
    await admin.create(
      pods,
      pod("pod-big", { requests: { cpu: "600m", memory: "600Mi", "ephemeral-storage": "600Gi" } }),
    );
  });

  it("LimitRange should list, patch and delete a LimitRange by collection", async () => {
    const ranges = "/api/v1/namespaces/crds/limitranges";
    const selected = "?labelSelector=e2e-test=limits";
    const limits = [
      { type: "Container", max: { cpu: "500m" }, default: { cpu: "500m" }, defaultRequest: { cpu: "50m" } },
    ];
    await admin.create(ranges, { metadata: { name: "e2e", labels: { "e2e-test": "limits" } }, spec: { limits } });
    expect((await admin.get(`/api/v1/limitranges${selected}`)).items).toHaveLength(1);
    const patch = {
      metadata: { labels: { e2e: "patched" } },
      spec: { limits: [{ ...limits[0], max: { cpu: "600m" } }] },
    };
    const patched = await admin.patch(`${ranges}/e2e`, patch, "strategic");
    expect(patched).toMatchObject({ metadata: { labels: { e2e: "patched" } } });
    await admin.delete(`${ranges}?labelSelector=e2e=patched`);
    expect((await admin.get(`/api/v1/limitranges${selected}`)).items).toEqual([]);
  });

  // test/e2e/storage/persistent_volumes.go
  it("PersistentVolumes CSI Conformance should run through the lifecycle of a PV and a PVC", async () => {
    const volumes = "/api/v1/persistentvolumes";
    const claims = "/api/v1/namespaces/pv/persistentvolumeclaims";
    const labels = { "e2e-pv-pool": "pv" };
    const storage = { storage: "2Gi" };
    const accessModes = ["ReadWriteOnce"];
    await admin.create(volumes, {
      metadata: { name: "pv-e2e", labels },
      spec: {
        capacity: storage,
        accessModes,
        persistentVolumeReclaimPolicy: "Delete",
        csi: { driver: "e2e.example.com", volumeHandle: "e2e-conformance" },
        storageClassName: "none",
      },
    });
    await admin.create(claims, {
      metadata: { name: "pvc-e2e", labels },
      spec: { accessModes, resources: { requests: storage }, storageClassName: "other" },
    });
    const selected = "?labelSelector=e2e-pv-pool=pv";
    expect((await admin.get(volumes + selected)).items).toHaveLength(1);
    expect((await admin.get(`/api/v1/persistentvolumeclaims${selected}`)).items).toHaveLength(1);
    const patch = { metadata: { labels: { patched: "yes" } } };
    expect(await admin.patch(`${volumes}/pv-e2e`, patch, "strategic")).toMatchObject(patch);
    expect(await admin.patch(`${claims}/pvc-e2e`, patch, "strategic")).toMatchObject(patch);
    for (const path of [`${volumes}/pv-e2e`, `${claims}/pvc-e2e`]) {
      expect(await admin.get(path)).toMatchObject({ metadata: { labels: { patched: "yes" } } });
      const updated = await changed(admin, path, (current) => ({
        ...current,
        metadata: { ...current.metadata, labels: { ...current.metadata.labels, updated: "yes" } },
      }));
      expect(updated.metadata.labels.updated).toBe("yes");
    }
    await admin.delete(`${claims}/pvc-e2e`);
    await eventually(
      () => admin.send("GET", `${claims}/pvc-e2e`),
      ({ code }) => code === 404,
      2000,
    );
    await admin.delete(volumes + selected);
    await eventually(
      () => admin.send("GET", `${volumes}/pv-e2e`),
      ({ code }) => code === 404,
      2000,
    );
  });

  // test/e2e/network/endpointslice.go
  it("EndpointSlice should have Endpoints and EndpointSlices pointing to API Server", async () => {
    const service = await admin.get("/api/v1/namespaces/default/services/kubernetes");
    expect(service.spec.ports).toHaveLength(1);
    const [port] = service.spec.ports;
    const endpoints = await eventually(
      () => admin.get("/api/v1/namespaces/default/endpoints/kubernetes"),
      ({ subsets = [] }) => subsets.length > 0,
    );
    const path =
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name=kubernetes";
    const { items } = await eventually(
      () => admin.get(path),
      (list) => list.items.length > 0,
    );
    const [subset] = endpoints.subsets;
    expect(subset.ports).toMatchObject([{ name: port.name, protocol: "TCP" }]);
    const addresses = items.flatMap((slice: AnyObject) => slice.endpoints.flatMap((each: AnyObject) => each.addresses));
    expect(addresses).toEqual(subset.addresses.map(({ ip }: AnyObject) => ip));
    expect(items[0].ports).toMatchObject([{ name: port.name, port: subset.ports[0].port }]);
  });

  // test/e2e/apimachinery/field_validation.go
  it("FieldValidation should detect unknown and duplicate fields of a typed object", async () => {
    const text = `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"my-dep","labels":{"app":"nginx"}},"spec":{"unknownField":"unknown","replicas":1,"replicas":2,"selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:latest"}]}}}}`;
    const post = (validation: string) =>
      admin.sendText("POST", `/apis/apps/v1/namespaces/crds/deployments?fieldValidation=${validation}`, text);
    const strict = await post("Strict");
    expect(strict.code).toBe(400);
    expect(strict.json.message).toContain(
      'strict decoding error: unknown field "spec.unknownField", duplicate field "spec.replicas"',
    );
    const warned = await post("Warn");
    expect(warned.code).toBe(201);
    expect(warned.headers.warning).toContain('unknown field \\"spec.unknownField\\"');
    expect(warned.headers.warning).toContain('duplicate field \\"spec.replicas\\"');
  });

  // test/e2e/apimachinery/custom_resource_definition.go
  it("CustomResourceDefinition custom resource defaulting for requests and from storage works", async () => {
    const properties = (second: object) => ({
      type: "object",
      properties: { a: { type: "string", default: "A" }, b: { type: "string", ...second } },
    });
    const version = (second: object) => ({
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: properties(second) },
    });
    await admin.create(definitions, {
      metadata: { name: "foos.default.example.com" },
      spec: {
        group: "default.example.com",
        scope: "Cluster",
        names: { plural: "foos", kind: "Foo" },
        versions: [version({})],
      },
    });
    const foos = "/apis/default.example.com/v1/foos";
    await eventually(
      () => admin.send("GET", foos),
      ({ code }) => code === 200,
    );
    const foo = { apiVersion: "default.example.com/v1", kind: "Foo", metadata: { name: "foo" } };
    const created = await admin.create(foos, foo);
    expect(created.a).toBe("A");
    expect(created).not.toHaveProperty("b");
    const patch = [{ op: "add", path: "/spec/versions/0/schema/openAPIV3Schema/properties/b/default", value: "B" }];
    const type = { "content-type": "application/json-patch+json" };
    expect((await admin.send("PATCH", `${definitions}/foos.default.example.com`, patch, type)).code).toBe(200);
    const read = await eventually(
      () => admin.get(`${foos}/foo`),
      ({ b }) => b === "B",
    );
    expect(read).toMatchObject({ a: "A", b: "B" });
    expect((await admin.get(foos)).items).toMatchObject([{ a: "A", b: "B" }]);
    const watch = await admin.watch(foos);
    expect(await watch.next()).toMatchObject({ object: { a: "A", b: "B" } });
    watch.stop();
  });

  // test/e2e/apimachinery/request_timeout.go
  it("Server request timeout should return HTTP status code 400 if the user specifies an invalid timeout in the request URL", async () => {
    const words = 'invalid timeout specified in the request URL - time: invalid duration "invalid"';
    for (const path of ["/version", "/api/v1/namespaces"])
      expect(await admin.send("GET", `${path}?timeout=invalid`)).toMatchObject({
        code: 400,
        text: expect.stringContaining(JSON.stringify(words).slice(1, -1)),
      });
  });
});
