import { describe, expect, it } from "vitest";
import { hasTemplateLabels, podMaker } from "../src/pod-from-template.js";
import { storedReplicaSet } from "./objects.js";

describe("podMaker", () => {
  const spec = { containers: [{ name: "main", image: "app:1" }] };
  const template = {
    metadata: {
      name: "not copied",
      generateName: "not-copied-",
      namespace: "not copied",
      uid: "not copied",
      labels: { app: "web" },
      annotations: { note: "n" },
      finalizers: ["x.y/z"],
      ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "not-copied", uid: "c" }],
    },
    spec,
  };
  const replicaSet = storedReplicaSet("web", { template });

  it("RS-40: copies labels, annotations, finalizers and spec of the template, and sets the controller reference", () => {
    expect(podMaker(replicaSet)()).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        generateName: "web-",
        namespace: "ns",
        labels: { app: "web" },
        annotations: { note: "n" },
        finalizers: ["x.y/z"],
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "ReplicaSet",
            name: "web",
            uid: "uid-web",
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec,
    });
  });

  it("RS-40: pods share the template's spec, but no other object that a store may modify", () => {
    const make = podMaker(replicaSet);
    const [one, two] = [make(), make()];
    expect(one.spec).toBe(spec);
    expect(two.spec).toBe(spec);
    expect(one).not.toBe(two);
    expect(one.metadata).not.toBe(two.metadata);
  });

  it.each([
    ["web", "web-"],
    ["a", "a-"],
    ["a.b", "a.b-"],
    ["x".repeat(253), `${"x".repeat(253)}-`],
    ["Not_a_name", "Not_a_name"],
    ["x".repeat(254), "x".repeat(254)],
  ])("RS-40: pods of %s are named after %s", (name, generateName) => {
    expect(podMaker(storedReplicaSet(name))().metadata.generateName).toBe(generateName);
  });

  it("RS-41: detects a template without labels", () => {
    expect(hasTemplateLabels(replicaSet)).toBe(true);
    expect(hasTemplateLabels(storedReplicaSet("web", { template: { spec } }))).toBe(false);
    expect(hasTemplateLabels(storedReplicaSet("web", { template: { metadata: { labels: {} }, spec } }))).toBe(false);
  });
});
