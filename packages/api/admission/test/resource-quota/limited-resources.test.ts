import type { KubernetesObject, PodSpec, ResourceQuota } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { type LimitedResource, resourceQuota } from "../../src/index.js";

const priority = { scopeName: "PriorityClass", operator: "In", values: ["cluster-services"] };

function open(...limitedResources: LimitedResource[]) {
  const { store } = openRegistry({ admission: [resourceQuota({ limitedResources })] });
  const pod = (name: string, spec: Partial<PodSpec> = {}) =>
    ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "n" },
      spec: { containers: [{ name: "c", image: "i", resources: { requests: { cpu: "1" } } }], ...spec },
    }) as KubernetesObject;
  return {
    store,
    create: (name: string, spec?: Partial<PodSpec>) =>
      store.create(pod(name, spec)).then(
        () => "accepted",
        (error: { readonly code: string; readonly message: string }) => `${error.code}: ${error.message}`,
      ),
    async quota(hard: Record<string, string>, spec: object = {}) {
      const created = await store.create<ResourceQuota>({
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: `q${Object.keys(hard).join("")}`.replace(/[^a-z0-9]/g, ""), namespace: "n" },
        spec: { hard, ...spec },
      });
      const used = Object.fromEntries(Object.keys(hard).map((name) => [name, "0"]));
      await store.update({ ...created, status: { hard, used } }, { subresource: "status" });
    },
  };
}

describe("limitedResources (upstream: resourcequota admission_test.go, TestAdmissionSetMissingNamespace and its neighbours)", () => {
  it("without a quota, what is limited by name is refused", async () => {
    const { create, quota } = open({ resource: "pods", matchContains: ["cpu"] });
    expect(await create("p")).toBe('Forbidden: pods "p" is forbidden: insufficient quota to consume: cpu,requests.cpu');
    expect(await create("p", { containers: [{ name: "c", image: "i" }] })).toBe("accepted");
    await quota({ "requests.memory": "1Gi" });
    const containers = [{ name: "c", image: "i", resources: { requests: { cpu: "1", memory: "1" } } }];
    expect(await create("q", { containers })).toContain("insufficient quota to consume: cpu,requests.cpu");
    await quota({ cpu: "2", "requests.cpu": "2" });
    expect(await create("q", { containers })).toBe("accepted");
  });

  it("names count for their own resource alone", async () => {
    const { create } = open({ resource: "persistentvolumeclaims", matchContains: ["cpu"] });
    expect(await create("p")).toBe("accepted");
    const other = open({ apiGroup: "apps", resource: "pods", matchContains: ["cpu"] });
    expect(await other.create("p")).toBe("accepted");
  });

  it("a scope is covered by a quota with a selector of that scope", async () => {
    const { create, quota } = open({ resource: "pods", matchScopes: [priority] });
    const spec = { priorityClassName: "cluster-services" };
    expect(await create("p", spec)).toBe(
      "InternalError: insufficient quota to match these scopes: [{PriorityClass In [cluster-services]}]",
    );
    expect(await create("p")).toBe("accepted");
    await quota({ pods: "1" });
    expect(await create("q", spec)).toContain("insufficient quota to match these scopes");
    await quota({ "count/pods": "5" }, { scopeSelector: { matchExpressions: [priority] } });
    expect(await create("q", spec)).toBe("accepted");
  });
});
