import type { KubernetesObject, User } from "@engenho/core";
import { optionalKinds } from "@engenho/kinds";
import type { AuthorizationAttributes, Authorizer } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

const policyKinds = optionalKinds()
  .map(({ definition }) => definition)
  .filter(({ kind }) => kind.startsWith("MutatingAdmissionPolicy"));

const joe: User = { name: "joe", uid: "7", groups: ["devs", "all"], extra: { b: ["1", "2"], a: ["x"] } };
const joeText = "user &{joe 7 [devs all] map[a:[x] b:[1 2]]}";
const configMaps = { apiVersion: "v1", kind: "ConfigMap" };
const rules = {
  resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
};

type Allows = (attributes: AuthorizationAttributes) => boolean;

function storeFor(allows: Allows) {
  const asked: object[] = [];
  const authorizer: Authorizer = {
    authorize(attributes) {
      const { verb, group, version, resource, namespace, name } = attributes;
      asked.push({ verb, group, version, resource, namespace, name });
      return { decision: allows(attributes) ? "Allow" : "NoOpinion", reason: "" };
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  return { asked, store: createMemoryStore({ authorizer, kinds: policyKinds }) };
}

function policy(type: "Validating" | "Mutating", paramKind: object | undefined): KubernetesObject {
  const patch = { patchType: "JSONPatch", jsonPatch: { expression: "[JSONPatch{op: 'remove', path: '/a'}]" } };
  const content =
    type === "Validating"
      ? { validations: [{ expression: "true" }] }
      : { mutations: [patch], reinvocationPolicy: "Never" };
  return {
    apiVersion: `admissionregistration.k8s.io/${type === "Validating" ? "v1" : "v1beta1"}`,
    kind: `${type}AdmissionPolicy`,
    metadata: { name: "p" },
    spec: { matchConstraints: rules, ...content, ...(paramKind === undefined ? {} : { paramKind }) },
  } as KubernetesObject;
}

function binding(type: "Validating" | "Mutating", paramRef: object | undefined): KubernetesObject {
  return {
    apiVersion: `admissionregistration.k8s.io/${type === "Validating" ? "v1" : "v1beta1"}`,
    kind: `${type}AdmissionPolicyBinding`,
    metadata: { name: "b" },
    spec: {
      policyName: "p",
      ...(type === "Validating" ? { validationActions: ["Deny"] } : {}),
      ...(paramRef === undefined ? {} : { paramRef: { parameterNotFoundAction: "Deny", ...paramRef } }),
    },
  } as KubernetesObject;
}

describe.each(["Validating", "Mutating"] as const)("the parameters of %sAdmissionPolicies", (type) => {
  it.each([
    ["a served kind", configMaps, { group: "", version: "v1", resource: "configmaps" }],
    [
      "a kind that is not served",
      { apiVersion: "x.io/v1", kind: "Y" },
      { group: "x.io", version: "v1", resource: "*" },
    ],
  ])("%s must be readable by who writes a policy", async (_, paramKind, resource) => {
    const { store, asked } = storeFor(() => false);
    const { kind, apiVersion } = paramKind;
    const message = `${joeText} must have "get" permission on all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
    await expect(store.create(policy(type, paramKind), { user: joe })).rejects.toMatchObject({
      code: "Invalid",
      message: `${type}AdmissionPolicy.admissionregistration.k8s.io "p" is invalid: spec.paramKind: Forbidden: ${message}`,
      details: { causes: [{ field: "spec.paramKind", reason: "FieldValueForbidden" }] },
    });
    expect(asked).toEqual([{ verb: "get", ...resource, name: "*", namespace: "*" }]);
  });

  it("the authorizer is not asked about a policy without parameters, or by system:masters, by the program, or an unchanged one", async () => {
    const { store, asked } = storeFor(() => false);
    await store.create(policy(type, undefined), { user: joe });
    await store.delete(policy(type, undefined), { namespace: "", name: "p" });
    const stored = await store.create<KubernetesObject>(policy(type, configMaps));
    await store.update({ ...stored, metadata: { ...stored.metadata, labels: { a: "b" } } }, { user: joe });
    await store.create(binding(type, { name: "x" }), { user: { name: "root", groups: ["system:masters"] } });
    expect(asked).toEqual([]);
  });

  it.each([
    ["by name", { name: "x", namespace: "ns" }, { verb: "get", name: "x", namespace: "ns" }],
    ["by selector", { selector: {} }, { verb: "list", name: "", namespace: "" }],
  ])("a reference %s must be readable by who writes a binding", async (_, paramRef, question) => {
    const { store, asked } = storeFor(() => false);
    await store.create(policy(type, configMaps));
    await expect(store.create(binding(type, paramRef), { user: joe })).rejects.toMatchObject({
      message: `${type}AdmissionPolicyBinding.admissionregistration.k8s.io "b" is invalid: spec.paramRef: Forbidden: ${joeText} does not have "${question.verb}" permission on the object referenced by paramRef`,
    });
    expect(asked).toEqual([{ group: "", version: "v1", resource: "configmaps", ...question }]);
  });

  it.each([
    ["missing", undefined, "get policy p", { group: "*", version: "*", resource: "*" }],
    [
      "of a kind that is not served",
      { apiVersion: "x.io/v1", kind: "Y" },
      "resolve paramKind &{x.io/v1 Y}",
      { group: "x.io", version: "v1", resource: "*" },
    ],
  ])("a binding needs more when its policy is %s", async (_, paramKind, fault, resource) => {
    const { store, asked } = storeFor(() => false);
    if (paramKind !== undefined) await store.create(policy(type, paramKind));
    await expect(store.create(binding(type, { name: "x" }), { user: joe })).rejects.toMatchObject({
      message: expect.stringContaining(
        `unable to ${fault} to determine minimum required permissions and ${joeText} does not have "get" permission for all groups, versions and resources`,
      ),
    });
    expect(asked).toEqual([{ verb: "get", ...resource, name: "x", namespace: "" }]);
  });

  it("who may read them may write both", async () => {
    const { store } = storeFor(() => true);
    await store.create(policy(type, configMaps), { user: joe });
    await store.create(binding(type, { name: "x" }), { user: joe });
  });

  it("an authorizer that fails refuses", async () => {
    const { store } = storeFor(() => {
      throw new Error("down");
    });
    await expect(store.create(policy(type, configMaps), { user: joe })).rejects.toMatchObject({
      message: expect.stringContaining("spec.paramKind: Forbidden: down"),
    });
  });
});
