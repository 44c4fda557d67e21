import type { SubresourceDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { type GroupVersion, KindTable } from "../../src/catalogue/kind-table.js";
import { aggregatedDiscovery, aggregatedForm } from "../../src/discovery/aggregated.js";
import { apiGroup, apiGroupList, apiVersions } from "../../src/discovery/api-groups.js";
import { apiResourceList } from "../../src/discovery/api-resources.js";
import { customKind } from "../support/custom-kind.js";

const table = new KindTable([...standardKinds(), customKind("v1"), customKind("v2")]);

function resource(apiVersion: string, name: string): unknown {
  const version = table.groupVersion(apiVersion);
  if (version === undefined) return undefined;
  const { resources } = apiResourceList(version) as { resources: readonly { name: string }[] };
  return resources.find((candidate) => candidate.name === name);
}

describe("discovery", () => {
  it("describes a resource as upstream does, including its storage version hash", () => {
    expect(JSON.stringify(resource("v1", "pods"))).toBe(
      '{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["po"],"categories":["all"],"storageVersionHash":"xPOwRZ+Yhw8="}',
    );
    expect(resource("apps/v1", "deployments")).toMatchObject({ storageVersionHash: "8aSe+NMegvE=" });
    expect(resource("events.k8s.io/v1", "events")).toMatchObject({ storageVersionHash: "r2yiGXH7wu8=" });
  });

  it("subresources of another kind have its group and version", () => {
    expect(resource("apps/v1", "deployments/scale")).toEqual({
      name: "deployments/scale",
      singularName: "",
      namespaced: true,
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: ["get", "patch", "update"],
    });
    expect(resource("v1", "pods/eviction")).toMatchObject({ group: "policy", version: "v1", kind: "Eviction" });
    expect(resource("v1", "pods/status")).not.toHaveProperty("group");
  });

  it("lists groups with their preferred versions, core separately", () => {
    const { groups } = apiGroupList(table.groups) as { groups: readonly { name: string }[] };
    expect(groups.map(({ name }) => name)).not.toContain("");
    const custom = table.group("stable.example.com");
    if (custom === undefined) throw new Error("no custom group");
    expect(apiGroup(custom)).toEqual({
      kind: "APIGroup",
      apiVersion: "v1",
      name: "stable.example.com",
      versions: [
        { groupVersion: "stable.example.com/v2", version: "v2" },
        { groupVersion: "stable.example.com/v1", version: "v1" },
      ],
      preferredVersion: { groupVersion: "stable.example.com/v2", version: "v2" },
    });
    expect(apiVersions(table.group(""), "127.0.0.1:6443")).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
  });

  it("aggregates with responseKind, scope and subresources", () => {
    const document = JSON.parse(aggregatedDiscovery(table.groups, "v2")) as {
      items: readonly { metadata: { name?: string } }[];
    };
    const apps = document.items.find(({ metadata }) => metadata.name === "apps");
    expect(document.items[0]?.metadata.name).toBeUndefined();
    expect(apps).toMatchObject({
      versions: [
        {
          version: "v1",
          freshness: "Current",
          resources: expect.arrayContaining([
            {
              resource: "replicasets",
              responseKind: { group: "", version: "", kind: "ReplicaSet" },
              scope: "Namespaced",
              singularResource: "replicaset",
              verbs: expect.any(Array) as unknown,
              shortNames: ["rs"],
              categories: ["all"],
              subresources: [
                {
                  subresource: "scale",
                  responseKind: { group: "autoscaling", version: "v1", kind: "Scale" },
                  verbs: ["get", "patch", "update"],
                },
                {
                  subresource: "status",
                  responseKind: { group: "", version: "", kind: "ReplicaSet" },
                  verbs: ["get", "patch", "update"],
                },
              ],
            },
          ]) as unknown,
        },
      ],
    });
  });

  it("a custom resource has the hash of its storage version, status first, and its group version in aggregated discovery", () => {
    const subresource = (name: string): SubresourceDefinition => ({
      name,
      verbs: ["get"],
      body: { group: "stable.example.com", version: "v1", kind: "CronTab" },
    });
    const kinds = ["v1", "v2"].map((version) => ({
      ...customKind(version),
      storageVersion: "v2",
      subresources: [subresource("scale"), subresource("status")],
    }));
    const custom = new KindTable([...kinds, { ...customKind("v3"), storageVersion: "" }]);
    const list = (version: string) => {
      const found = custom.groupVersion(`stable.example.com/${version}`) as GroupVersion;
      return (apiResourceList(found) as { resources: { name: string; storageVersionHash?: string }[] }).resources;
    };
    expect(list("v1")[0]?.storageVersionHash).toBe("TR6IKIUpEME=");
    expect(list("v2")[0]?.storageVersionHash).toBe("TR6IKIUpEME=");
    expect(list("v3")[0]).not.toHaveProperty("storageVersionHash");
    expect(list("v1").map(({ name }) => name)).toEqual(["crontabs", "crontabs/status", "crontabs/scale"]);
    const { items } = JSON.parse(aggregatedDiscovery(custom.groups, "v2"));
    expect(items.at(-1).versions[0].resources[0].responseKind).toEqual({
      group: "stable.example.com",
      version: "v3",
      kind: "CronTab",
    });
  });

  const v2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  it.each([
    [`${v2},application/json`, "v2"],
    [`application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json`, "v2beta1"],
    [`application/json,${v2}`, "v2"],
    ["application/json", undefined],
    [undefined, undefined],
    ["application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList", undefined],
  ])("%s requests %s", (accept, expected) => {
    expect(aggregatedForm(accept)?.version).toBe(expected);
  });
});
