import type { KubernetesObject } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import { patch } from "./support/hook-server.js";
import {
  clientConfig,
  configuration,
  configurationOf,
  type HookedServer,
  map,
  mapRule,
  maps,
  startHooked,
} from "./support/hooked-server.js";
import { customKind, definitionOfTwoVersions, widgets } from "./support/two-versions.js";

let server: HookedServer;
afterEach(() => server.close());

const namespaces = "/api/v1/namespaces";
const deployments = "/apis/apps/v1/namespaces/default/deployments";
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
};
const add = (path: string, value: unknown) => patch({ op: "add", path, value });

describe("cases admission 5: what a webhook is asked", () => {
  it("is an AdmissionReview of the request: kinds, user, options, objects", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    await server.store.create(configuration("Validating", clientConfig(hook)));
    const query = "?fieldManager=test&fieldValidation=Strict";
    expect((await server.send("POST", maps + query, { body: map("one", { data: { a: "b" } }) })).code).toBe(201);
    const [created] = hook.reviews;
    expect(created).toMatchObject({
      kind: "AdmissionReview",
      apiVersion: "admission.k8s.io/v1",
      url: "/hook?timeout=10s",
    });
    expect(created?.request).toEqual({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: { group: "", version: "v1", kind: "ConfigMap" },
      resource: { group: "", version: "v1", resource: "configmaps" },
      requestKind: { group: "", version: "v1", kind: "ConfigMap" },
      requestResource: { group: "", version: "v1", resource: "configmaps" },
      name: "one",
      namespace: "default",
      operation: "CREATE",
      userInfo: { username: "tester" },
      object: expect.objectContaining({ kind: "ConfigMap", data: { a: "b" } }),
      oldObject: null,
      dryRun: false,
      options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1", fieldManager: "test", fieldValidation: "Strict" },
    });
    const body = [{ op: "add", path: "/data/c", value: "d" }];
    const headers = { "content-type": "application/json-patch+json" };
    await server.send("PATCH", `${maps}/one`, { body: JSON.stringify(body), headers });
    await server.send("DELETE", `${maps}/one?propagationPolicy=Background`);
    expect(hook.reviews.slice(1).map(({ request }) => request)).toMatchObject([
      {
        operation: "UPDATE",
        object: { data: { a: "b", c: "d" } },
        oldObject: { data: { a: "b" } },
        options: { kind: "UpdateOptions" },
      },
      {
        operation: "DELETE",
        object: null,
        oldObject: { data: { a: "b", c: "d" } },
        options: { kind: "DeleteOptions", propagationPolicy: "Background" },
      },
    ]);
    expect(hook.connections()).toBe(1);
  });

  it("names the subresource, and the kind of its body", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    const rules = [{ operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"] }];
    await server.store.create(configuration("Mutating", { ...clientConfig(hook), rules }));
    await server.send("POST", deployments, { body: deployment });
    const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 3 } };
    expect((await server.send("PUT", `${deployments}/web/scale`, { body: scale })).code).toBe(200);
    const body = JSON.stringify({ status: { replicas: 1 } });
    const headers = { "content-type": "application/merge-patch+json" };
    await server.send("PATCH", `${deployments}/web/status`, { body, headers });
    expect(hook.reviews.map(({ request }) => request)).toMatchObject([
      { operation: "CREATE", kind: { kind: "Deployment" } },
      {
        operation: "UPDATE",
        kind: { group: "autoscaling", version: "v1", kind: "Scale" },
        resource: { group: "apps", version: "v1", resource: "deployments" },
        subResource: "scale",
        requestSubResource: "scale",
        object: { kind: "Scale", spec: { replicas: 3 } },
        oldObject: { kind: "Scale", spec: { replicas: 2 } },
      },
      { operation: "UPDATE", kind: { kind: "Deployment" }, subResource: "status", object: { status: { replicas: 1 } } },
    ]);
  });

  it("is v1beta1 if the webhook prefers it, whose answers are not checked for uid and kind", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({
      raw: JSON.stringify({ response: { allowed: true, patch: add("/data", { a: "b" }).patch } }),
    }));
    const review = { admissionReviewVersions: ["v1beta1", "v1"] };
    await server.store.create(configuration("Mutating", { ...clientConfig(hook), ...review }));
    const { json } = await server.send("POST", maps, { body: map("one") });
    expect(json).toMatchObject({ data: { a: "b" } });
    expect(hook.reviews).toMatchObject([{ apiVersion: "admission.k8s.io/v1beta1" }]);
  });

  it("of a write of the program itself is the user system:apiserver", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    await server.store.create(configuration("Validating", clientConfig(hook)));
    await server.store.create({ ...map("one"), metadata: { name: "one", namespace: "default" } });
    expect(hook.reviews[0]?.request.userInfo).toEqual({
      username: "system:apiserver",
      groups: ["system:authenticated", "system:masters"],
    });
  });
});

describe("cases admission 5: what an answer does", () => {
  it("a denial is the webhook's Status, with its words behind upstream's", async () => {
    server = await startHooked();
    let status: object | undefined = {
      code: 418,
      reason: "Teapot",
      message: "no coffee",
      details: { causes: [{ message: "short and stout" }] },
    };
    const hook = await server.hook(() => ({ allowed: false, ...(status === undefined ? {} : { status }) }));
    await server.store.create(configuration("Validating", clientConfig(hook)));
    const denied = 'admission webhook "one-0.example.com" denied the request';
    const send = () => server.send("POST", maps, { body: map("one") });
    expect(await send()).toMatchObject({
      code: 418,
      json: {
        status: "Failure",
        code: 418,
        reason: "Teapot",
        message: `${denied}: no coffee`,
        details: { causes: [{ message: "short and stout" }] },
      },
    });
    status = { reason: "Because" };
    expect(await send()).toMatchObject({ code: 400, json: { reason: "Because", message: `${denied}: Because` } });
    status = undefined;
    expect(await send()).toMatchObject({ code: 400, json: { message: `${denied} without explanation` } });
    status = { code: 200, status: "Success" };
    expect(await send()).toMatchObject({ code: 400, json: { status: "Failure" } });
  });

  it("warnings reach the client, audit annotations the audit log", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({ warnings: ["mind the gap"], auditAnnotations: { why: "so" } }));
    await server.store.create(configuration("Mutating", clientConfig(hook)));
    const { headers } = await server.send("POST", maps, { body: map("one") });
    expect(headers.warning).toBe('299 - "mind the gap"');
    const noted: string[][] = [];
    const onAuditAnnotation = (key: string, value: string) => noted.push([key, value]);
    await server.store.create(
      { ...map("two"), metadata: { name: "two", namespace: "default" } },
      { onAuditAnnotation },
    );
    expect(noted).toEqual([
      ["one-0.example.com/why", "so"],
      [
        "mutation.webhook.admission.k8s.io/round_0_index_0",
        '{"configuration":"one","webhook":"one-0.example.com","mutated":false}',
      ],
    ]);
  });

  it("patches are decoded and defaulted: unknown fields are dropped, defaults filled in", async () => {
    server = await startHooked();
    const container = { name: "more", image: "nginx:1", odd: true };
    const hook = await server.hook(() => add("/spec/template/spec/containers/-", container));
    const rules = [{ operations: ["CREATE"], apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments"] }];
    await server.store.create(configuration("Mutating", { ...clientConfig(hook), rules }));
    const { json } = await server.send("POST", deployments, { body: deployment });
    const { containers } = (json as { spec: { template: { spec: { containers: object[] } } } }).spec.template.spec;
    expect(containers[1]).toEqual({
      name: "more",
      image: "nginx:1",
      imagePullPolicy: "IfNotPresent",
      resources: {},
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
    });
  });

  it("a mutating webhook cannot change what is deleted, and may deny it", async () => {
    server = await startHooked();
    let answer: object = add("/data", {});
    const hook = await server.hook(() => answer as Record<string, unknown>);
    await server.store.create(
      configuration("Mutating", { ...clientConfig(hook), rules: [{ ...mapRule, operations: ["DELETE"] }] }),
    );
    await server.send("POST", maps, { body: map("one") });
    expect(await server.send("DELETE", `${maps}/one`)).toMatchObject({
      code: 500,
      json: {
        message:
          'Internal error occurred: admission webhook "one-0.example.com" attempted to modify the object, which is not supported for this operation',
      },
    });
    answer = { allowed: false };
    expect((await server.send("DELETE", `${maps}/one`)).code).toBe(400);
    expect((await server.send("DELETE", maps)).code).toBe(400);
    answer = {};
    expect((await server.send("DELETE", `${maps}/one`)).code).toBe(200);
  });
});

describe("cases admission 5: which webhooks are called, and in which order", () => {
  it("mutating ones by the names of their configurations, each with what the ones before have changed", async () => {
    server = await startHooked();
    const hook = await server.hook(({ request, url }) =>
      add("/data", { ...request.object.data, [`k${Object.keys(request.object.data ?? {}).length}`]: url }),
    );
    const at = (path: string) => ({ clientConfig: { url: `${hook.url}/${path}`, caBundle: hook.caBundle } });
    await server.store.create(configurationOf("Mutating", "b", [at("b0"), at("b1")]));
    await server.store.create(configurationOf("Mutating", "a", [at("a0")]));
    const { json } = await server.send("POST", maps, { body: map("one") });
    expect((json as { data: object }).data).toEqual({
      k0: "/hook/a0?timeout=10s",
      k1: "/hook/b0?timeout=10s",
      k2: "/hook/b1?timeout=10s",
    });
  });

  it("validating ones at once, after all mutating ones, with the object as it will be stored", async () => {
    server = await startHooked();
    const waiting: (() => void)[] = [];
    const hook = await server.hook(
      () =>
        new Promise((resolve) => {
          waiting.push(() => resolve({}));
          // Each answers only when the other is asked, too.
          if (waiting.length === 2) for (const release of waiting) release();
        }),
    );
    const mutating = await server.hook(() => add("/data", { a: "b" }));
    await server.store.create(configurationOf("Validating", "one", [clientConfig(hook), clientConfig(hook)]));
    await server.store.create(configuration("Mutating", clientConfig(mutating)));
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
    expect(hook.reviews[0]?.request.object).toMatchObject({
      data: { a: "b" },
      metadata: { uid: expect.any(String), creationTimestamp: expect.any(String) },
    });
  });

  it("a webhook with IfNeeded is called again when a later one changes the object, once", async () => {
    server = await startHooked();
    const hook = await server.hook(({ request, url }) =>
      url.includes("last") && request.object.data === undefined ? add("/data", { a: "b" }) : {},
    );
    const at = (path: string) => ({ clientConfig: { url: `${hook.url}/${path}`, caBundle: hook.caBundle } });
    await server.store.create(
      configurationOf("Mutating", "one", [
        { ...at("again"), reinvocationPolicy: "IfNeeded" },
        at("never"),
        { ...at("last"), reinvocationPolicy: "IfNeeded" },
      ]),
    );
    await server.send("POST", maps, { body: map("one") });
    expect(
      hook.reviews.map(
        ({ url, request }) => `${url.slice(6).split("?")[0]} ${JSON.stringify(request.object.data ?? null)}`,
      ),
    ).toEqual(["again null", "never null", "last null", 'again {"a":"b"}']);
  });

  it.each<[string, object, boolean]>([
    ["every namespace without a selector", {}, true],
    ["a namespace with the labels", { namespaceSelector: { matchLabels: { team: "a" } } }, true],
    ["no namespace with other labels", { namespaceSelector: { matchLabels: { team: "b" } } }, false],
    ["an object with the labels", { objectSelector: { matchLabels: { app: "web" } } }, true],
    ["no object with other labels", { objectSelector: { matchLabels: { app: "other" } } }, false],
    ["the operations that a rule names", { rules: [{ ...mapRule, operations: ["UPDATE", "DELETE"] }] }, false],
    ["the resources that a rule names", { rules: [{ ...mapRule, resources: ["secrets"] }] }, false],
    [
      "all resources with a star",
      { rules: [{ ...mapRule, resources: ["*"], apiGroups: ["*"], apiVersions: ["*"] }] },
      true,
    ],
    ["no subresource without a slash", { rules: [{ ...mapRule, resources: ["configmaps/status"] }] }, false],
    ["namespaced objects only", { rules: [{ ...mapRule, scope: "Namespaced" }] }, true],
    ["cluster-scoped objects only", { rules: [{ ...mapRule, scope: "Cluster" }] }, false],
    [
      "what a condition holds for",
      { matchConditions: [{ name: "a", expression: "object.data.a == 'b' && request.userInfo.username == 'tester'" }] },
      true,
    ],
    ["nothing that a condition excludes", { matchConditions: [{ name: "a", expression: "oldObject != null" }] }, false],
    [
      "what the authorizer allows",
      { matchConditions: [{ name: "a", expression: "authorizer.group('').resource('pods').check('get').allowed()" }] },
      true,
    ],
  ])("%s", async (_title, fields, isCalled) => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    await server.store.create(configuration("Validating", { ...clientConfig(hook), ...fields }));
    const metadata = { name: "one", labels: { app: "web" } };
    expect((await server.send("POST", maps, { body: map("one", { metadata, data: { a: "b" } }) })).code).toBe(201);
    expect(hook.reviews).toHaveLength(isCalled ? 1 : 0);
  });

  it("an objectSelector matches the object before a change, too", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    const objectSelector = { matchLabels: { app: "web" } };
    await server.store.create(configuration("Validating", { ...clientConfig(hook), objectSelector }));
    await server.send("POST", maps, { body: map("one", { metadata: { name: "one", labels: { app: "web" } } }) });
    await server.send("PUT", `${maps}/one`, { body: map("one") });
    await server.send("PUT", `${maps}/one`, { body: map("one", { data: { a: "b" } }) });
    expect(hook.reviews.map(({ request }) => request.operation)).toEqual(["CREATE", "UPDATE"]);
  });

  it("a namespaceSelector reads the labels of a Namespace from the request that writes it", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({ allowed: false }));
    const rules = [{ ...mapRule, resources: ["namespaces"] }];
    const namespaceSelector = { matchLabels: { kind: "guarded" } };
    await server.store.create(configuration("Validating", { ...clientConfig(hook), rules, namespaceSelector }));
    const namespace = (name: string, labels: object) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
    });
    expect((await server.send("POST", namespaces, { body: namespace("one", { kind: "guarded" }) })).code).toBe(400);
    expect((await server.send("POST", namespaces, { body: namespace("two", {}) })).code).toBe(201);
    expect(hook.reviews[0]?.request).toMatchObject({ namespace: "one", name: "one" });
  });

  it("a dry run calls only webhooks without side effects", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    await server.store.create(configuration("Validating", { ...clientConfig(hook), sideEffects: "NoneOnDryRun" }));
    expect((await server.send("POST", `${maps}?dryRun=All`, { body: map("one") })).code).toBe(201);
    expect(hook.reviews[0]?.request).toMatchObject({ dryRun: true, options: { dryRun: ["All"] } });
  });

  it("no configuration of webhooks is intercepted, so that a broken one can be removed", async () => {
    server = await startHooked();
    const rules = [{ operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"] }];
    const path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    const body = configuration("Validating", { clientConfig: { url: "https://127.0.0.1:1/" }, rules });
    expect((await server.send("POST", path, { body })).code).toBe(201);
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(500);
    expect((await server.send("DELETE", `${path}/one`)).code).toBe(200);
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
  });

  it("matchPolicy Equivalent calls with the object in the version that the rule names, Exact not at all", async () => {
    server = await startHooked();
    await server.store.create(definitionOfTwoVersions());
    const hook = await server.hook(({ request }) => add("/spec/from", request.object.apiVersion));
    const rules = [{ operations: ["CREATE"], apiGroups: ["example.com"], apiVersions: ["v1"], resources: ["widgets"] }];
    await server.store.create(configuration("Mutating", { ...clientConfig(hook), rules }));
    const { json } = await server.send("POST", widgets("v2"), { body: customKind("v2", "one") });
    expect(json).toMatchObject({ apiVersion: "example.com/v2", spec: { from: "example.com/v1" } });
    expect(hook.reviews[0]?.request).toMatchObject({
      kind: { version: "v1" },
      resource: { version: "v1" },
      requestKind: { version: "v2" },
      requestResource: { version: "v2" },
      object: { apiVersion: "example.com/v1" },
    });
    const update = (matchPolicy: string) =>
      server.store.patch(
        { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" },
        { name: "one" },
        { type: "json", value: [{ op: "replace", path: "/webhooks/0/matchPolicy", value: matchPolicy }] },
      );
    await update("Exact");
    await server.send("POST", widgets("v2"), { body: customKind("v2", "two") });
    expect(hook.reviews).toHaveLength(1);
  });
});

describe("cases admission 5: a webhook that hangs", () => {
  it("delays no other request, and ends with the request's own time limit", async () => {
    server = await startHooked();
    const hook = await server.hook(() => "never");
    await server.store.create(
      configuration("Validating", { ...clientConfig(hook), timeoutSeconds: 30, failurePolicy: "Ignore" }),
    );
    const hanging = Array.from({ length: 40 }, (_, index) =>
      server.send("POST", `${maps}?timeout=2s`, { body: map(`map-${index}`) }),
    );
    await hook.received(40);
    expect((await server.send("POST", deployments, { body: deployment })).code).toBe(201);
    expect((await server.send("GET", maps)).code).toBe(200);
    expect((await server.send("DELETE", `${deployments}/web`)).code).toBe(200);
    expect(hook.reviews[0]?.url).toBe("/hook?timeout=2s");
    expect((await Promise.all(hanging)).map(({ code }) => code)).toEqual(hanging.map(() => 504));
    // Their failures are ignored, but their clients are gone: nothing is written.
    expect(((await server.send("GET", maps)).json as { items: object[] }).items).toEqual([]);
  });

  it("does not lose another writer's change: an update is computed again, and admitted again", async () => {
    server = await startHooked();
    await server.send("POST", maps, { body: map("one", { data: { a: "0" } }) });
    const releases: (() => void)[] = [];
    const hook = await server.hook(({ request }) =>
      releases.length === 0 && request.object.data.slow !== undefined
        ? new Promise((resolve) => releases.push(() => resolve({})))
        : {},
    );
    await server.store.create(configuration("Validating", clientConfig(hook)));
    const headers = { "content-type": "application/merge-patch+json" };
    const merge = (data: object) => server.send("PATCH", `${maps}/one`, { body: JSON.stringify({ data }), headers });
    const slow = merge({ slow: "1" });
    await hook.received(1);
    expect((await merge({ fast: "1" })).code).toBe(200);
    for (const release of releases) release();
    expect((await slow).json).toMatchObject({ data: { a: "0", fast: "1", slow: "1" } });
    expect(hook.reviews.map(({ request }) => Object.keys(request.object.data).join(" "))).toEqual([
      "a slow",
      "a fast",
      "a fast slow",
    ]);
    const stale = (await server.send("GET", `${maps}/one`)).json as KubernetesObject;
    await merge({ again: "1" });
    expect((await server.send("PUT", `${maps}/one`, { body: stale })).code).toBe(409);
  });
});
