import { resolve } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { SchemaNode } from "../../machinery/src/schema/schema-node.js";
import { builtInKinds, requestKinds } from "../src/built-in-kinds.js";
import { schemas } from "../src/definition/schemas.js";
import { firstSchemasJson } from "../src/generated/first-schemas.js";
import { furtherSchemasJson } from "../src/generated/further-schemas.js";

const core = (kind: string): string => `io.k8s.api.core.v1.${kind}`;
const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

function known(name: string): SchemaNode {
  const node = schemas.definition(name);
  if (node === undefined) throw new Error(`no definition ${name}`);
  return node;
}

function field(name: string, property: string): SchemaNode {
  const node = known(name).properties?.[property];
  if (node === undefined) throw new Error(`no ${name}.${property}`);
  return node;
}

function visit(node: SchemaNode, act: (node: SchemaNode) => void): void {
  act(node);
  for (const child of Object.values(node.properties ?? {})) visit(child, act);
  if (node.items !== undefined) visit(node.items, act);
  if (typeof node.additionalProperties === "object") visit(node.additionalProperties, act);
}

describe("the schema catalogue", () => {
  it("resolves every reference", () => {
    for (const name of schemas.names()) {
      visit(known(name), (node) => {
        if (node.$ref !== undefined) expect(schemas.definition(node.$ref), `${name} -> ${node.$ref}`).toBeDefined();
      });
    }
  });

  it("is deeply frozen, and its properties have no prototype", () => {
    for (const name of schemas.names()) {
      visit(known(name), (node) => {
        expect(Object.isFrozen(node)).toBe(true);
        if (node.properties === undefined) return;
        expect(Object.isFrozen(node.properties)).toBe(true);
        expect(Object.getPrototypeOf(node.properties)).toBeNull();
      });
    }
    expect(known(core("Pod")).properties?.constructor).toBeUndefined();
  });

  it("lists only existing fields as required, as map keys and as absent when zero", () => {
    for (const name of schemas.names()) {
      const node = known(name);
      for (const required of node.required ?? [])
        expect(node.properties?.[required], `${name}.${required}`).toBeDefined();
      for (const zero of node["x-engenho-zero-is-absent"] ?? []) {
        expect(node.properties?.[zero], `${name}.${zero}`).toBeDefined();
      }
      for (const [property, child] of Object.entries(node.properties ?? {})) {
        for (const key of child["x-kubernetes-list-map-keys"] ?? []) {
          expect(resolve(child.items ?? {}).properties?.[key], `${name}.${property}: ${key}`).toBeDefined();
        }
      }
    }
  });

  it("stays within its size budget of 250 kB, of which a server that starts reads 40", () => {
    expect(firstSchemasJson.length).toBeLessThan(40_000);
    expect(furtherSchemasJson.length).toBeLessThan(210_000);
  });

  it("types shared by all groups are registered for served groups only", () => {
    for (const kind of ["DeleteOptions", "Status", "WatchEvent"]) {
      const claimed = known(`io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`)["x-kubernetes-group-version-kind"] ?? [];
      expect(claimed).toContainEqual({ group: "", version: "v1", kind });
      const served = new Set([...builtInKinds(), ...requestKinds()].map((entry) => `${entry.group}/${entry.version}`));
      // CustomResourceDefinition.
      served.add("apiextensions.k8s.io/v1");
      // The body of /scale.
      served.add("autoscaling/v1");
      for (const { group, version } of claimed) expect(served).toContain(`${group}/${version}`);
    }
  });

  it("has no definition with the name of a member of Object.prototype", () => {
    expect(schemas.definition("constructor")).toBeUndefined();
    expect(schemas.definition("__proto__")).toBeUndefined();
    expect(schemas.definition("no.such.thing")).toBeUndefined();
  });

  it.each([
    [objectMeta, "ownerReferences", "merge", "uid"],
    [objectMeta, "finalizers", "merge", undefined],
    ["io.k8s.api.apps.v1.DeploymentStatus", "conditions", "merge", "type"],
    ["io.k8s.api.apps.v1.ReplicaSetStatus", "conditions", "merge", "type"],
    [core("PodStatus"), "conditions", "merge", "type"],
    [core("NodeStatus"), "conditions", "merge", "type"],
    [core("PodSpec"), "containers", "merge", "name"],
    [core("PodSpec"), "initContainers", "merge", "name"],
    [core("PodSpec"), "volumes", "merge,retainKeys", "name"],
    [core("Container"), "ports", "merge", "containerPort"],
    [core("Container"), "env", "merge", "name"],
    [core("Container"), "volumeMounts", "merge", "mountPath"],
    [core("ServiceSpec"), "ports", "merge", "port"],
    [core("PodSpec"), "tolerations", undefined, undefined],
    ["io.k8s.api.apps.v1.DeploymentSpec", "strategy", "retainKeys", undefined],
  ])("AP-21: strategic merge of %s.%s is %s by %s", (name, property, strategy, key) => {
    const node = field(name, property);
    expect(node["x-kubernetes-patch-strategy"]).toBe(strategy);
    expect(node["x-kubernetes-patch-merge-key"]).toBe(key);
  });

  it.each([
    [objectMeta, "ownerReferences", "map", ["uid"]],
    [objectMeta, "finalizers", "set", undefined],
    [core("PodSpec"), "containers", "map", ["name"]],
    [core("Container"), "ports", "map", ["containerPort", "protocol"]],
    [core("Container"), "env", "map", ["name"]],
    [core("ServiceSpec"), "ports", "map", ["port", "protocol"]],
    [core("PodSpec"), "tolerations", "atomic", undefined],
    ["io.k8s.api.apps.v1.DeploymentStatus", "conditions", "map", ["type"]],
  ])("AP-21: server-side apply of %s.%s is a %s by %s", (name, property, type, keys) => {
    const node = field(name, property);
    // A list without a type is atomic.
    expect(node["x-kubernetes-list-type"] ?? "atomic").toBe(type);
    expect(node["x-kubernetes-list-map-keys"]).toEqual(keys);
  });

  it("marks strings of OpenAPI that have a richer type", () => {
    expect(resolve(field("io.k8s.api.apps.v1.RollingUpdateDeployment", "maxSurge"))).toMatchObject({
      type: "string",
      format: "int-or-string",
      "x-kubernetes-int-or-string": true,
    });
    const limits = field(core("ResourceRequirements"), "limits").additionalProperties as SchemaNode;
    expect(resolve(limits)).toEqual({ type: "string", format: "quantity" });
    expect(resolve(field(objectMeta, "creationTimestamp")).format).toBe("date-time");
    expect(field("io.k8s.api.apps.v1.DeploymentSpec", "replicas").format).toBe("int32");
    expect(field(objectMeta, "generation").format).toBe("int64");
  });

  it("has the fields introduced in Kubernetes 1.28 to 1.34", () => {
    expect(field(core("Container"), "restartPolicy").type).toBe("string");
    expect(field("io.k8s.api.apps.v1.DeploymentStatus", "terminatingReplicas").format).toBe("int32");
    expect(field(core("PodStatus"), "observedGeneration").format).toBe("int64");
    expect(field(core("ServiceSpec"), "trafficDistribution").type).toBe("string");
    expect(field("io.k8s.api.discovery.v1.EndpointHints", "forNodes").items?.$ref).toBe(
      "io.k8s.api.discovery.v1.ForNode",
    );
    expect(known(core("PodSpec")).properties?.resources?.$ref).toBe(core("ResourceRequirements"));
  });
});

describe("resolve", () => {
  it("returns a node without a reference unchanged", () => {
    const node: SchemaNode = { type: "string" };
    expect(resolve(node)).toBe(node);
  });

  it("returns the definition itself for a plain reference", () => {
    expect(resolve(schemas.reference(core("Pod")))).toBe(schemas.definition(core("Pod")));
  });

  it("keeps siblings of the reference", () => {
    const strategy = resolve(field("io.k8s.api.apps.v1.DeploymentSpec", "strategy"));
    expect(strategy["x-kubernetes-patch-strategy"]).toBe("retainKeys");
    expect(strategy.properties?.type?.type).toBe("string");
    expect(resolve(field("io.k8s.api.apps.v1.DeploymentSpec", "strategy"))).toBe(strategy);
  });

  it("merges properties next to the reference into those of the definition", () => {
    const jobSpec = resolve(field("io.k8s.api.batch.v1.Job", "spec"));
    expect(jobSpec.properties?.suspend).toEqual({ type: "boolean", default: false });
    expect(known("io.k8s.api.batch.v1.JobSpec").properties?.suspend).toEqual({ type: "boolean" });
  });

  it("reports the missing definition", () => {
    expect(() => resolve(schemas.reference("no.such.thing"))).toThrow("unknown definition no.such.thing");
  });
});
