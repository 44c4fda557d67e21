import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, describe as suite } from "vitest";
import type { SchemaNode } from "../../machinery/src/schema/schema-node.js";
import { schemas } from "../src/definition/schemas.js";
import { describe } from "../src/descriptions.js";

function imports(file: string, seen: Set<string>): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
    imports(join(dirname(file), (specifier ?? "").replace(/\.js$/, ".ts")), seen);
  }
  return seen;
}

suite("describe", () => {
  it("returns a definition with its description and those of its fields", () => {
    const spec = describe("io.k8s.api.apps.v1.DeploymentSpec");
    expect(spec?.description).toMatch(/desired behavior of the Deployment/);
    expect(spec?.properties?.replicas).toEqual({
      description: expect.stringContaining("Number of desired pods"),
      type: "integer",
      format: "int32",
    });
  });

  it("keeps upstream's description of a field that is a reference, and its patch strategy", () => {
    expect(describe("io.k8s.api.apps.v1.DeploymentSpec")?.properties?.strategy).toEqual({
      description: expect.stringContaining("deployment strategy"),
      $ref: "io.k8s.api.apps.v1.DeploymentStrategy",
      "x-kubernetes-patch-strategy": "retainKeys",
      default: {},
    });
  });

  it.each([
    ["a struct that is not a pointer", "core.v1.Container", "resources", {}],
    ["a pointer", "core.v1.Container", "securityContext", undefined],
    ["metadata, spec and status", "core.v1.Pod", "metadata", {}],
    ["a required string", "core.v1.Container", "name", ""],
    ["a required string that must not be empty", "networking.v1.HTTPIngressPath", "pathType", undefined],
    ["an optional string that Go always writes", "core.v1.LocalObjectReference", "name", ""],
    ["an optional number with a default of ours", "apps.v1.DeploymentSpec", "replicas", undefined],
    ["a field with a default marker", "core.v1.ContainerPort", "protocol", "TCP"],
    ["a time", "core.v1.NodeCondition", "lastHeartbeatTime", undefined],
    ["a required quantity or port", "core.v1.HTTPGetAction", "port", undefined],
    ["a list", "core.v1.PodSpec", "containers", undefined],
  ])("%s has the default of upstream's OpenAPI v3", (_what, name, field, value) => {
    expect(describe(`io.k8s.api.${name}`)?.properties?.[field]?.default).toEqual(value);
  });

  it("list items have their zero value, except bytes and quantities", () => {
    const field = (name: string, key: string) => describe(`io.k8s.api.core.v1.${name}`)?.properties?.[key];
    expect(field("PodSpec", "containers")?.items).toEqual({ $ref: "io.k8s.api.core.v1.Container", default: {} });
    expect(field("Container", "args")?.items).toEqual({ type: "string", default: "" });
    expect(field("ConfigMap", "data")?.additionalProperties).toEqual({ type: "string", default: "" });
    expect(field("Secret", "data")?.additionalProperties).toEqual({ type: "string", format: "byte" });
    expect(field("LimitRangeItem", "max")?.additionalProperties).not.toHaveProperty("default");
  });

  it("omits internal extensions, at every level", () => {
    for (const name of schemas.names()) {
      const visit = (node: SchemaNode): void => {
        expect(node["x-engenho-zero-is-absent"], name).toBeUndefined();
        for (const child of Object.values(node.properties ?? {})) visit(child);
        if (node.items !== undefined) visit(node.items);
      };
      const node = describe(name);
      expect(node).toBeDefined();
      visit(node ?? {});
      expect(Object.keys(node?.properties ?? {})).toEqual(Object.keys(schemas.definition(name)?.properties ?? {}));
    }
  });

  it("has descriptions for nearly all fields of the kinds", () => {
    const silent = schemas
      .names()
      .filter((name) => name.startsWith("io.k8s.api."))
      .flatMap((name) =>
        Object.entries(describe(name)?.properties ?? {})
          .filter(([, child]) => child.description === undefined)
          .map(([field]) => `${name}.${field}`),
      );
    expect(silent).toEqual([
      "io.k8s.api.certificates.v1.CertificateSigningRequest.metadata",
      "io.k8s.api.certificates.v1.CertificateSigningRequestList.metadata",
      "io.k8s.api.networking.v1.IngressRule.http",
    ]);
  });

  it("has only definitions of the catalogue", () => {
    expect(describe("constructor")).toBeUndefined();
  });

  it("is frozen, and the same object at each call", () => {
    const node = describe("io.k8s.api.core.v1.Pod");
    expect(describe("io.k8s.api.core.v1.Pod")).toBe(node);
    expect(Object.isFrozen(node?.properties)).toBe(true);
  });

  it("costs nothing unless it is used: no other module imports the texts", () => {
    const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));
    const reached = [...imports(index, new Set())].map((file) => file.slice(dirname(index).length + 1));
    expect(reached).toContain("generated/further-schemas.ts");
    expect(reached).not.toContain("generated/descriptions.ts");
  });
});
