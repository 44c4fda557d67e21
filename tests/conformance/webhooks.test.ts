import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  type Answering,
  type HookServer,
  patch,
  startHook,
} from "../../packages/api/webhooks/test/support/hook-server.js";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { changed } from "./support/play-api-operations.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/apimachinery/webhook.go, with a server in this process in the place of the webhook's Pods. Titles are theirs.

const namespace = "webhook";
const group = "/apis/admissionregistration.k8s.io/v1";
const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;

/** What agnhost's webhook answers. */
const agnhost: Answering = ({ url, request }) => {
  const deny = (message: string) => ({ allowed: false, status: { message } });
  const data: Record<string, string> = request.object?.data ?? {};
  switch (url.split("?")[0]) {
    case "/always-deny":
      return deny("this webhook denies all requests");
    case "/always-allow-delay-5s":
      return "never";
    case "/configmaps":
      return data["webhook-e2e-test"] === "webhook-disallow"
        ? deny("the configmap contains unwanted key and value")
        : {};
    case "/mutating-configmaps":
      if (data["mutation-start"] === "yes") return patch({ op: "add", path: "/data/mutation-stage-1", value: "yes" });
      if (data["mutation-stage-1"] === "yes") return patch({ op: "add", path: "/data/mutation-stage-2", value: "yes" });
      return {};
    case "/mutating-configmaps-2":
      return data["mutation-stage-1"] === "yes"
        ? patch({ op: "add", path: "/data/mutation-stage-2", value: "yes" })
        : {};
    case "/mutating-pods":
      return patch({
        op: "add",
        path: "/spec/initContainers",
        value: [{ name: "webhook-added-init-container", image: "pause", resources: {} }],
      });
    case "/pods":
      return request.object.spec.containers.some(({ name }: AnyObject) => name.includes("webhook-disallow"))
        ? deny("the pod contains unwanted container name")
        : {};
    case "/pods/attach":
      return deny(`attaching to pod '${request.name}' is not allowed`);
    case "/custom-resource":
    case "/crd":
      return (request.object ?? request.oldObject).metadata.labels?.["webhook-e2e-test"] === "webhook-disallow" ||
        data["webhook-e2e-test"] === "webhook-disallow" ||
        request.operation === "DELETE"
        ? deny("the custom resource contains unwanted data")
        : {};
    default:
      return {};
  }
};

describe("upstream's e2e tests of AdmissionWebhook", () => {
  let hook: HookServer;
  let admin: ApiClient;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    await admin.create("/api/v1/namespaces", { metadata: { name: namespace, labels: { [namespace]: "true" } } });
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    await eventually(
      () => admin.send("GET", account),
      ({ code }) => code === 200,
    );
    hook = await startHook(agnhost, { hosts: ["e2e-test-webhook.webhook.svc"] });
    await admin.create(`/api/v1/namespaces/${namespace}/services`, {
      metadata: { name: "e2e-test-webhook" },
      spec: { type: "ExternalName", externalName: "127.0.0.1", ports: [{ port: hook.port }] },
    });
  });
  afterAll(() => hook?.close());
  afterEach(async () => {
    await admin.delete(`${group}/validatingwebhookconfigurations`);
    await admin.delete(`${group}/mutatingwebhookconfigurations`);
  });

  const webhook = (name: string, path: string, more: object = {}) => ({
    name,
    rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] }],
    clientConfig: {
      service: { namespace, name: "e2e-test-webhook", path, port: hook.port },
      caBundle: hook.caBundle,
    },
    sideEffects: "None",
    admissionReviewVersions: ["v1", "v1beta1"],
    namespaceSelector: { matchLabels: { [namespace]: "true" } },
    ...more,
  });
  type Sort = "validating" | "mutating";
  const collection = (sort: Sort) => `${group}/${sort}webhookconfigurations`;
  const configure = (sort: Sort, name: string, webhooks: readonly object[], labels: object = {}) =>
    admin.create(collection(sort), { metadata: { name, labels }, webhooks });
  const configMap = (name: string, data: object) => ({ metadata: { name }, data });
  const disallowed = { "webhook-e2e-test": "webhook-disallow" };
  const start = { "mutation-start": "yes" };
  let made = 0;
  /** Whether a new ConfigMap is denied, and what was stored otherwise. */
  const write = async (data: object, name = `made-${++made}`) => {
    const answer = await admin.send("POST", configMaps, configMap(name, data));
    if (answer.code === 201) await admin.delete(`${configMaps}/${name}`);
    return answer;
  };

  it("should include webhook resources in discovery documents", async () => {
    const found = (await admin.get("/apis")).groups.find(
      ({ name }: AnyObject) => name === "admissionregistration.k8s.io",
    );
    const version = { groupVersion: "admissionregistration.k8s.io/v1", version: "v1" };
    expect(found.versions).toContainEqual(version);
    expect((await admin.get("/apis/admissionregistration.k8s.io")).versions).toContainEqual(version);
    const names = (await admin.get(group)).resources.map(({ name }: AnyObject) => name);
    expect(names).toEqual(expect.arrayContaining(["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]));
  });

  it("should be able to deny pod and configmap creation", async () => {
    const rules = [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }];
    const both = [
      { operations: ["CREATE", "UPDATE", "DELETE"], apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] },
    ];
    const skipped = { matchExpressions: [{ key: "skip-webhook-admission", operator: "NotIn", values: ["yes"] }] };
    const namespaceSelector = { matchLabels: { [namespace]: "true" }, ...skipped };
    await configure("validating", "deny", [
      webhook("deny-unwanted-pod-container-name-and-label.k8s.io", "/pods", { rules }),
      webhook("deny-unwanted-configmap-data.k8s.io", "/configmaps", { rules: both, namespaceSelector }),
    ]);
    const pod = {
      metadata: { name: "disallowed-pod" },
      spec: { containers: [{ name: "webhook-disallow", image: "p" }] },
    };
    await expect(admin.create(`/api/v1/namespaces/${namespace}/pods`, pod)).rejects.toMatchObject({
      message: expect.stringContaining("the pod contains unwanted container name"),
    });
    const words = expect.stringContaining("the configmap contains unwanted key and value");
    await expect(admin.create(configMaps, configMap("disallowed", disallowed))).rejects.toMatchObject({
      message: words,
    });
    await admin.create(configMaps, configMap("allowed", { admit: "this" }));
    const update = changed(admin, `${configMaps}/allowed`, (current) => ({ ...current, data: disallowed }));
    await expect(update).rejects.toMatchObject({ message: words });
    const patched = admin.patch(`${configMaps}/allowed`, { data: disallowed }, "strategic");
    await expect(patched).rejects.toMatchObject({ message: words });
    const labels = { [namespace]: "true", "skip-webhook-admission": "yes" };
    await admin.create("/api/v1/namespaces", { metadata: { name: "exempted-namespace", labels } });
    await admin.create("/api/v1/namespaces/exempted-namespace/configmaps", configMap("disallowed", disallowed));
  });

  it("should be able to deny custom resource creation, update and deletion", async () => {
    await admin.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: "crs.webhook.example.com" },
      spec: {
        group: "webhook.example.com",
        scope: "Namespaced",
        names: { plural: "crs", kind: "Cr" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    });
    const custom = `/apis/webhook.example.com/v1/namespaces/${namespace}/crs`;
    await eventually(
      () => admin.send("GET", custom),
      ({ code }) => code === 200,
    );
    const operations = ["CREATE", "UPDATE", "DELETE"];
    const rules = [{ operations, apiGroups: ["webhook.example.com"], apiVersions: ["v1"], resources: ["crs"] }];
    await configure("validating", "custom", [
      webhook("deny-unwanted-custom-resource-data.k8s.io", "/custom-resource", { rules }),
    ]);
    const words = expect.stringContaining("the custom resource contains unwanted data");
    const object = (name: string, data: object) => ({
      apiVersion: "webhook.example.com/v1",
      kind: "Cr",
      ...configMap(name, data),
    });
    await expect(admin.create(custom, object("disallowed", disallowed))).rejects.toMatchObject({ message: words });
    await admin.create(custom, object("allowed", { a: "b" }));
    await expect(admin.patch(`${custom}/allowed`, { data: disallowed })).rejects.toMatchObject({ message: words });
    await expect(admin.delete(`${custom}/allowed`)).rejects.toMatchObject({ message: words });
    await admin.delete(`${collection("validating")}/custom`);
    await admin.delete(`${custom}/allowed`);
  });

  it("should unconditionally reject operations on fail closed webhook", async () => {
    const { clientConfig, ...rest } = webhook("fail-closed.k8s.io", "/configmaps");
    const unverified = { service: clientConfig.service };
    await configure("validating", "fail", [{ ...rest, clientConfig: unverified, failurePolicy: "Fail" }]);
    const answer = await write({ foo: "bar" });
    expect(answer).toMatchObject({ code: 500, json: { reason: "InternalError" } });
  });

  it("should mutate configmap", async () => {
    await configure("mutating", "mutate", [
      webhook("adding-configmap-data-stage-1.k8s.io", "/mutating-configmaps"),
      webhook("adding-configmap-data-stage-2.k8s.io", "/mutating-configmaps-2"),
    ]);
    const { json } = await write(start);
    expect(json.data).toEqual({ ...start, "mutation-stage-1": "yes", "mutation-stage-2": "yes" });
  });

  it("should mutate pod and apply defaults after mutation", async () => {
    const rules = [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }];
    await configure("mutating", "pods", [webhook("adding-init-container.k8s.io", "/mutating-pods", { rules })]);
    const pod = {
      metadata: { name: "webhook-to-be-mutated" },
      spec: { containers: [{ name: "example", image: "p" }] },
    };
    const { spec } = await admin.create(`/api/v1/namespaces/${namespace}/pods`, pod);
    expect(spec.initContainers).toMatchObject([
      { name: "webhook-added-init-container", terminationMessagePolicy: "File" },
    ]);
  });

  it("should not be able to mutate or prevent deletion of webhook configuration objects", async () => {
    const resources = ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"];
    const apiGroups = ["admissionregistration.k8s.io"];
    const rules = [{ operations: ["*"], apiGroups, apiVersions: ["*"], resources }];
    const all = { rules, namespaceSelector: {} };
    await configure("validating", "denies", [
      webhook("deny-webhook-configuration-deletions.k8s.io", "/always-deny", all),
    ]);
    await configure("mutating", "adds", [webhook("add-label-to-webhook-configurations.k8s.io", "/always-deny", all)]);
    for (const sort of ["validating", "mutating"] as const) {
      const created = await configure(sort, "dummy", [
        webhook("dummy.k8s.io", "/invalid", { failurePolicy: "Ignore" }),
      ]);
      expect(created.metadata.labels).toBeUndefined();
      await admin.delete(`${collection(sort)}/dummy`);
    }
  });

  it("should deny crd creation", async () => {
    const apiGroups = ["apiextensions.k8s.io"];
    const rules = [{ operations: ["CREATE"], apiGroups, apiVersions: ["*"], resources: ["customresourcedefinitions"] }];
    await configure("validating", "crd", [
      webhook("deny-crd-with-unwanted-label.k8s.io", "/crd", { rules, namespaceSelector: {} }),
    ]);
    const crd = {
      metadata: { name: "denied.example.com", labels: disallowed },
      spec: {
        group: "example.com",
        scope: "Cluster",
        names: { plural: "denied", kind: "Denied" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
      },
    };
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    await expect(admin.create(path, crd)).rejects.toMatchObject({
      message: expect.stringContaining("denied the request"),
    });
  });

  it("should honor timeout", async () => {
    const slow = (failurePolicy: string, timeoutSeconds: number) => [
      webhook("allow-configmap-with-delay-webhook.k8s.io", "/always-allow-delay-5s", { failurePolicy, timeoutSeconds }),
    ];
    await configure("validating", "slow", slow("Fail", 1));
    const failed = await write({ a: "b" });
    expect(failed.code).toBe(500);
    expect(failed.json.message).toMatch(/timeout|deadline/i);
    await admin.delete(`${collection("validating")}/slow`);
    await configure("validating", "slow", slow("Ignore", 1));
    expect((await write({ a: "b" })).code).toBe(201);
    await admin.delete(`${collection("validating")}/slow`);
    const [defaulted] = (await configure("validating", "defaulted", [webhook("defaulted.k8s.io", "/x")])).webhooks;
    expect(defaulted.timeoutSeconds).toBe(10);
  });

  it("patching/updating a validating webhook should work", async () => {
    await configure("validating", "patched", [webhook("deny-unwanted-configmap-data.k8s.io", "/configmaps")]);
    expect((await write(disallowed)).json.message).toContain("denied");
    const path = `${collection("validating")}/patched`;
    await changed(admin, path, (current) => ({
      ...current,
      webhooks: [{ ...current.webhooks[0], rules: [{ ...current.webhooks[0].rules[0], operations: ["UPDATE"] }] }],
    }));
    expect((await write(disallowed)).code).toBe(201);
    const create = [{ op: "replace", path: "/webhooks/0/rules/0/operations", value: ["CREATE"] }];
    await admin.send("PATCH", path, create, { "content-type": "application/json-patch+json" });
    expect((await write(disallowed)).json.message).toContain("denied");
  });

  it("patching/updating a mutating webhook should work", async () => {
    await configure("mutating", "patched", [webhook("adding-configmap-data-stage-1.k8s.io", "/mutating-configmaps")]);
    const path = `${collection("mutating")}/patched`;
    await changed(admin, path, (current) => ({
      ...current,
      webhooks: [{ ...current.webhooks[0], rules: [{ ...current.webhooks[0].rules[0], operations: ["UPDATE"] }] }],
    }));
    expect((await write(start)).json.data).toEqual(start);
    const create = [{ op: "replace", path: "/webhooks/0/rules/0/operations", value: ["CREATE"] }];
    await admin.send("PATCH", path, create, { "content-type": "application/json-patch+json" });
    expect((await write(start)).json.data).toEqual({ ...start, "mutation-stage-1": "yes" });
  });

  it.each([
    ["listing validating webhooks should work", "validating", "/configmaps", disallowed],
    ["listing mutating webhooks should work", "mutating", "/mutating-configmaps", start],
  ] as const)("%s", async (_, sort, path, data) => {
    const selected = `${collection(sort)}?labelSelector=e2e-list-test-uuid=one`;
    for (let index = 0; index < 10; index++)
      await configure(sort, `listed-${index}`, [webhook("listed.k8s.io", path)], { "e2e-list-test-uuid": "one" });
    expect((await admin.get(selected)).items).toHaveLength(10);
    const answer = await write(data);
    if (sort === "validating") expect(answer.json.message).toContain("denied");
    else expect(answer.json.data["mutation-stage-1"]).toBe("yes");
    await admin.delete(selected);
    expect(await write(data)).toMatchObject({ code: 201, json: { data } });
  });

  describe.each(["validating", "mutating"] as const)("match conditions: %s", (sort) => {
    const first = { name: "expression-1", expression: "object.metadata.namespace == 'production'" };
    const second = { name: "expression-2", expression: "object.metadata.namespace == 'staging'" };

    it(`should be able to create and update ${sort} webhook configurations with match conditions`, async () => {
      await configure(sort, "conditions", [webhook("conditions.k8s.io", "/x", { matchConditions: [first] })]);
      const path = `${collection(sort)}/conditions`;
      expect((await admin.get(path)).webhooks[0].matchConditions).toEqual([first]);
      await changed(admin, path, (current) => ({
        ...current,
        webhooks: [{ ...current.webhooks[0], matchConditions: [first, second] }],
      }));
      expect((await admin.get(path)).webhooks[0].matchConditions).toEqual([first, second]);
    });

    it(`should reject ${sort} webhook configurations with invalid match conditions`, async () => {
      const matchConditions = [{ name: "invalid-expression-1", expression: "... [] bad expression" }];
      const refused = configure(sort, "invalid", [webhook("invalid.k8s.io", "/x", { matchConditions })]);
      await expect(refused).rejects.toMatchObject({
        code: 422,
        message: expect.stringContaining("compilation failed"),
      });
    });
  });

  it("should be able to deny attaching pod", async () => {
    const rules = [{ operations: ["CONNECT"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods/attach"] }];
    await configure("validating", "attach", [webhook("deny-attaching-pod.k8s.io", "/pods/attach", { rules })]);
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const containers = [{ name: "container1", image: "pause" }];
    await admin.create(pods, { metadata: { name: "to-be-attached-pod" }, spec: { containers } });
    const running = ({ status }: AnyObject) => status.phase === "Running";
    await eventually(() => admin.get(`${pods}/to-be-attached-pod`), running, 2000);
    const path = `${pods}/to-be-attached-pod/attach?container=container1&stdin=true`;
    const answer = await admin.send("POST", path);
    expect(answer.json.message).toContain("attaching to pod 'to-be-attached-pod' is not allowed");
  });

  it("should mutate everything except 'skip-me' configmaps", async () => {
    const matchConditions = [{ name: "skip-me", expression: "object.metadata.name != 'skip-me'" }];
    await configure("mutating", "skip", [webhook("stage-1.k8s.io", "/mutating-configmaps", { matchConditions })]);
    expect((await write(start)).json.data).toEqual({ ...start, "mutation-stage-1": "yes" });
    expect((await write(start, "skip-me")).json.data).toEqual(start);
  });
});
