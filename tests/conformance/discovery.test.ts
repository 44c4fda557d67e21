import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { eventually, useCluster } from "./support/use-cluster.js";

// test/e2e/apimachinery/discovery.go and aggregated_discovery.go. Titles are theirs.

const aggregated = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };
/** What client-go's discovery client accepts. */
const ofClientGo = `${aggregated.accept},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json`;

const expected: readonly (readonly [group: string, version: string, resource: string])[] = [
  ["admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations"],
  ["apiextensions.k8s.io", "v1", "customresourcedefinitions"],
  ["apiregistration.k8s.io", "v1", "apiservices"],
  ["apps", "v1", "deployments"],
  ["authentication.k8s.io", "v1", "tokenreviews"],
  ["authorization.k8s.io", "v1", "selfsubjectaccessreviews"],
  ["autoscaling", "v1", "horizontalpodautoscalers"],
  ["autoscaling", "v2", "horizontalpodautoscalers"],
  ["batch", "v1", "jobs"],
  ["certificates.k8s.io", "v1", "certificatesigningrequests"],
  ["coordination.k8s.io", "v1", "leases"],
  ["discovery.k8s.io", "v1", "endpointslices"],
  ["events.k8s.io", "v1", "events"],
  ["networking.k8s.io", "v1", "ingresses"],
  ["node.k8s.io", "v1", "runtimeclasses"],
  ["policy", "v1", "poddisruptionbudgets"],
  ["scheduling.k8s.io", "v1", "priorityclasses"],
  ["storage.k8s.io", "v1", "csinodes"],
];

/** The names of the resources of a group version in an aggregated document. */
function resourcesIn(document: AnyObject, group: string, version: string): readonly string[] {
  const items = document.items as AnyObject[];
  const found = items.find(({ metadata }) => (metadata.name ?? "") === group);
  const served = (found?.versions as AnyObject[] | undefined)?.find((each) => each.version === version);
  return (served?.resources ?? []).map(({ resource }: AnyObject) => resource);
}

describe("upstream's e2e tests of discovery", () => {
  let admin: ApiClient;
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    await admin.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      metadata: { name: "testcrds.group.example.com" },
      spec: {
        group: "group.example.com",
        scope: "Namespaced",
        names: { plural: "testcrds", singular: "testcrd", kind: "testcrd", listKind: "testcrdList" },
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
  });
  const document = async (path: string, accept = aggregated.accept) => {
    const answer = await admin.send("GET", path, undefined, { accept });
    expect(answer.headers["content-type"]).toBe(aggregated.accept);
    return answer.json;
  };

  it.each([
    ["should support raw aggregated discovery endpoint Accept headers", aggregated.accept],
    ["should support aggregated discovery interface", ofClientGo],
  ])("AggregatedDiscovery %s", async (_, accept) => {
    const groups = await document("/apis", accept);
    for (const [group, version, resource] of expected) expect(resourcesIn(groups, group, version)).toContain(resource);
    expect(resourcesIn(await document("/api", accept), "", "v1")).toContain("namespaces");
  });

  it.each([
    ["should support raw aggregated discovery request for CRDs", aggregated.accept],
    ["should support aggregated discovery interface for CRDs", ofClientGo],
  ])("AggregatedDiscovery %s", async (_, accept) => {
    const groups = await eventually(
      () => document("/apis", accept),
      (found) => resourcesIn(found, "group.example.com", "v1").includes("testcrds"),
    );
    expect(resourcesIn(groups, "group.example.com", "v1")).toEqual(["testcrds"]);
  });

  it("Discovery should validate PreferredVersion for each APIGroup", async () => {
    const { groups } = await admin.get("/apis");
    for (const group of groups) {
      const alone = await admin.get(`/apis/${group.name}`);
      expect(alone).toMatchObject({ kind: "APIGroup", name: group.name, preferredVersion: group.preferredVersion });
      expect(alone.versions).toContainEqual(group.preferredVersion);
    }
  });

  it("Discovery should locate the groupVersion and a resource within each APIGroup", async () => {
    const looked: readonly (readonly [apiBase: string, groupVersion: string, resource: string])[] = [
      ["/api/v1", "v1", "namespaces"],
      ...expected.map(
        ([group, version, resource]) => [`/apis/${group}/${version}`, `${group}/${version}`, resource] as const,
      ),
    ];
    for (const [path, groupVersion, resource] of looked) {
      const list = await admin.get(path);
      expect(list).toMatchObject({ kind: "APIResourceList", groupVersion });
      expect(list.resources.map(({ name }: AnyObject) => name)).toContain(resource);
    }
  });
});
