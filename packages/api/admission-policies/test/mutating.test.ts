import type { KubernetesObject, Store } from "@engenho/core";
import { optionalKinds } from "@engenho/kinds";
import type { AdmissionPlugin } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { mutatingAdmissionPolicy } from "../src/index.js";
import { configMap, creating, deployment, namespace, rule } from "./support.js";

const policyKinds = optionalKinds()
  .map(({ definition }) => definition)
  .filter(({ kind }) => kind.startsWith("MutatingAdmissionPolicy"));

const group = "admissionregistration.k8s.io/v1beta1";
const apply = (expression: string) => ({ patchType: "ApplyConfiguration", applyConfiguration: { expression } });
const json = (expression: string) => ({ patchType: "JSONPatch", jsonPatch: { expression } });

function policy(name: string, mutations: readonly object[], spec: object = {}): KubernetesObject {
  return {
    apiVersion: group,
    kind: "MutatingAdmissionPolicy",
    metadata: { name },
    spec: {
      failurePolicy: "Fail",
      reinvocationPolicy: "Never",
      matchConstraints: { resourceRules: [rule("apps", ["deployments"])] },
      mutations,
      ...spec,
    },
  } as KubernetesObject;
}

function binding(policyName: string, spec: object = {}): KubernetesObject {
  return {
    apiVersion: group,
    kind: "MutatingAdmissionPolicyBinding",
    metadata: { name: `${policyName}-binding` },
    spec: { policyName, ...spec },
  } as KubernetesObject;
}

async function storeWith(
  objects: readonly KubernetesObject[],
  others: readonly AdmissionPlugin[] = [],
): Promise<Store> {
  const store = createMemoryStore({ admission: [...others, mutatingAdmissionPolicy()], kinds: policyKinds });
  for (const object of [namespace("default"), ...objects]) await store.create(object);
  return store;
}

interface Deployment extends KubernetesObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: Readonly<Record<string, unknown>> } };
}

async function mutatedBy(mutations: readonly object[], spec: object = {}): Promise<Deployment> {
  const store = await storeWith([policy("p", mutations, spec), binding("p")]);
  const { written, error } = await creating(store, deployment("web", 1));
  if (error !== undefined) throw error;
  return written as Deployment;
}

async function errorOf(mutations: readonly object[], spec: object = {}): Promise<string | undefined> {
  const store = await storeWith([policy("p", mutations, spec), binding("p")]);
  return (await creating(store, deployment("web", 1))).error?.message;
}

describe("an ApplyConfiguration", () => {
  it("sets fields, and merges maps and lists with keys", async () => {
    const { spec, metadata } = await mutatedBy([
      apply(`Object{
        metadata: Object.metadata{labels: {"added": "yes"}},
        spec: Object.spec{
          replicas: object.spec.replicas + 2,
          template: Object.spec.template{spec: Object.spec.template.spec{
            initContainers: [Object.spec.template.spec.initContainers{name: "mesh-proxy", image: "mesh/proxy:v1.0.0", restartPolicy: "Always"}],
            containers: [Object.spec.template.spec.containers{name: "app", env: [Object.spec.template.spec.containers.env{name: "A", value: "1"}]}]
          }}
        }
      }`),
    ]);
    expect(spec.replicas).toBe(3);
    expect(metadata.labels).toEqual({ app: "web", added: "yes" });
    expect(spec.template.spec).toMatchObject({
      initContainers: [
        { name: "mesh-proxy", image: "mesh/proxy:v1.0.0", restartPolicy: "Always", imagePullPolicy: "IfNotPresent" },
      ],
      containers: [{ name: "app", image: "example.com/app:v1", env: [{ name: "A", value: "1" }] }],
    });
  });

  it("leaves optional fields without a value out", async () => {
    const { metadata } = await mutatedBy([
      apply('Object{metadata: Object.metadata{?labels: optional.none(), ?annotations: optional.of({"a": "b"})}}'),
    ]);
    expect(metadata.labels).toEqual({ app: "web" });
    expect(metadata.annotations).toEqual({ a: "b" });
  });

  it.each([
    [
      "Object{spec: Object.wrong{replicas: 1}}",
      'type mismatch: unexpected type name "Object.wrong", expected "Object.spec", which matches field name path from root Object type',
    ],
    [
      "Object{spec: Object.spec{nope: 1}}",
      "error applying patch: failed to convert patch object to typed object: .spec.nope: field not declared in schema",
    ],
    [
      'Object{spec: Object.spec{replicas: "1"}}',
      "error applying patch: failed to convert patch object to typed object: .spec.replicas: expected numeric (int or float), got string",
    ],
    [
      'Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"a": "b"}}}}',
      "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector",
    ],
    [
      'Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: "app", args: ["a"]}]}}}}',
      "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.template.spec.containers[0].args",
    ],
    ["Object{spec: object.nope}", "expression 'Object{spec: object.nope}' resulted in error: no such key: nope"],
  ])("%s is refused", async (expression, expected) => {
    expect(await errorOf([apply(expression)])).toBe(`policy 'p' with binding 'p-binding' denied request: ${expected}`);
    expect(await errorOf([apply(expression)], { failurePolicy: "Ignore" })).toBeUndefined();
  });
});

describe("a JSONPatch", () => {
  it("adds, replaces, copies, and escapes keys", async () => {
    const { spec, metadata } = await mutatedBy([
      json(`[
        JSONPatch{op: "test", path: "/spec/replicas", value: 1},
        JSONPatch{op: "replace", path: "/spec/replicas", value: object.spec.replicas + 4},
        JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/a"), value: "x"},
        JSONPatch{op: "copy", from: "/metadata/labels/app", path: "/metadata/labels/copied"},
        JSONPatch{op: "add", path: "/spec/template/spec/nodeSelector", value: {"a": "b"}}
      ]`),
    ]);
    expect(spec.replicas).toBe(5);
    expect(metadata.labels).toMatchObject({ copied: "web", "example.com/a": "x" });
    expect(spec.template.spec.nodeSelector).toEqual({ a: "b" });
  });

  it("with a test that fails changes nothing", async () => {
    const { spec } = await mutatedBy([
      json(
        '[JSONPatch{op: "test", path: "/spec/replicas", value: 2}, JSONPatch{op: "replace", path: "/spec/replicas", value: 9}]',
      ),
    ]);
    expect(spec.replicas).toBe(1);
  });

  it("that cannot be applied is refused", async () => {
    expect(await errorOf([json('[JSONPatch{op: "remove", path: "/spec/nope"}]')])).toContain(
      "denied request: JSON Patch: ",
    );
  });

  it("that adds an unknown field is refused", async () => {
    const message = await errorOf([json('[JSONPatch{op: "add", path: "/spec/template/spec/nope", value: 1}]')]);
    expect(message).toContain('strict decoding error: unknown field "spec.template.spec.nope"');
  });

  it("knows which of its fields are set", async () => {
    const label = (key: string, operation: string) =>
      `JSONPatch{op: "add", path: "/metadata/labels/${key}", value: string(has(JSONPatch{${operation}}.${key}))}`;
    const set = ["op", "path", "from"].map((key) => label(key, `${key}: "x"`));
    const { metadata } = await mutatedBy([json(`[${set.join(", ")}, ${label("value", "value: 1")}]`)]);
    expect(metadata.labels).toMatchObject({ op: "true", path: "true", from: "true", value: "true" });
    const unset = ["op", "path", "from", "value"].map((key) => label(key, ""));
    const other = await mutatedBy([json(`[${unset.join(", ")}]`)]);
    expect(other.metadata.labels).toMatchObject({ op: "false", path: "false", from: "false", value: "false" });
  });
});

describe("several mutations", () => {
  it("of a policy see each other's results, and the policy's variables", async () => {
    const { metadata } = await mutatedBy(
      [
        apply('Object{metadata: Object.metadata{labels: {"count": "1"}}}'),
        apply('Object{metadata: Object.metadata{labels: {"count": variables.next}}}'),
      ],
      { variables: [{ name: "next", expression: "string(int(object.metadata.labels['count']) + 1)" }] },
    );
    expect(metadata.labels).toMatchObject({ count: "2" });
  });

  it("of policies: one that wants it is asked again after a later one has changed the object, and no other", async () => {
    const counting = (name: string, label: string) =>
      policy(
        name,
        [
          apply(
            `Object{metadata: Object.metadata{annotations: {"${label}": string(int(object.metadata.?annotations[?"${label}"].orValue("0")) + 1)}}}`,
          ),
        ],
        {
          reinvocationPolicy: name === "a" ? "IfNeeded" : "Never",
        },
      );
    const store = await storeWith([counting("a", "first"), binding("a"), counting("b", "second"), binding("b")]);
    const { written } = await creating(store, deployment("web", 1));
    expect(written?.metadata.annotations).toEqual({ first: "2", second: "1" });
  });

  it("with parameters: once for each", async () => {
    const own = policy(
      "p",
      [apply("Object{metadata: Object.metadata{labels: {params.metadata.name: params.data.value}}}")],
      {
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
      },
    );
    const store = await storeWith([
      own,
      binding("p", { paramRef: { selector: {}, namespace: "default", parameterNotFoundAction: "Deny" } }),
      configMap("one", { value: "1" }),
      configMap("two", { value: "2" }),
    ]);
    const { written } = await creating(store, deployment("web", 1));
    expect(written?.metadata.labels).toMatchObject({ one: "1", two: "2" });
  });

  it("a match condition that is false keeps a policy away; one that fails denies", async () => {
    const mutations = [apply("Object{spec: Object.spec{replicas: 9}}")];
    const unmatched = await mutatedBy(mutations, {
      matchConditions: [{ name: "x", expression: "object.spec.replicas > 3" }],
    });
    expect(unmatched.spec.replicas).toBe(1);
    const told = await errorOf(mutations, { matchConditions: [{ name: "x", expression: "object.nope == 1" }] });
    expect(told).toBe(
      "policy 'p' with binding 'p-binding' denied request: expression 'object.nope == 1' resulted in error: no such key: nope",
    );
  });

  it("one that fails is a 403 with the reason Invalid (upstream: generic/policy_dispatcher.go)", async () => {
    const store = await storeWith([policy("p", [apply("Object{spec: object.nope}")]), binding("p")]);
    const { error } = await creating(store, deployment("web", 1));
    expect(error).toMatchObject({ code: "Forbidden", answer: { status: 403, reason: "Invalid" } });
  });

  it("a kind of parameters that is not served denies, with the policy's name in double quotes", async () => {
    const told = await errorOf([apply("Object{}")], { paramKind: { apiVersion: "example.com/v1", kind: "Gone" } });
    expect(told).toBe(
      `policy "p" denied request: failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Gone'`,
    );
  });
});
