import type { CustomResourceDefinition } from "@engenho/core";
import { customResourceModule } from "@engenho/kinds/typescript";
import type { SchemaNode } from "@engenho/machinery";
import ts from "typescript";
import { describe, expect, it } from "vitest";

type Version = Partial<CustomResourceDefinition["spec"]["versions"][number]> & { readonly name: string };

function definition(versions: readonly Version[], more: Partial<CustomResourceDefinition["spec"]> = {}) {
  const spec: CustomResourceDefinition["spec"] = {
    group: "example.com",
    names: { kind: "Website", plural: "websites" },
    scope: "Namespaced",
    versions: versions.map((version) => ({ served: true, storage: true, ...version })),
    ...more,
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {},
    spec,
  } satisfies CustomResourceDefinition;
}

function moduleOf(openAPIV3Schema: SchemaNode, more: Partial<CustomResourceDefinition["spec"]> = {}): string {
  const version = { name: "v1", schema: { openAPIV3Schema } } as Version;
  return customResourceModule([definition([version], more)]);
}

/** The type that the module gives a field of that schema. */
function fieldType(node: SchemaNode): string {
  const text = moduleOf({ type: "object", properties: { field: node } });
  const start = "  readonly field?: ";
  return text.slice(text.indexOf(start) + start.length, text.indexOf(";\n}\n\n/** The kind token"));
}

describe("customResourceModule", () => {
  it("writes the kind, its spec and its status as interfaces with their descriptions, and its token", () => {
    const schema: SchemaNode = {
      type: "object",
      description: "A Website is served at a host.",
      required: ["spec"],
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object" },
        spec: {
          type: "object",
          description: "What is wanted.",
          required: ["host"],
          properties: { host: { type: "string", description: "The host name." }, replicas: { type: "integer" } },
        },
        status: { type: "object", properties: { ready: { type: "boolean" } } },
      },
    };
    expect(moduleOf(schema)).toBe(`// Written by \`engenho types\`: do not edit.
import { defineKind, type KindToken, type KubernetesObject, type ObjectMeta } from "@engenho/core";

/** A Website is served at a host. */
export interface Website extends KubernetesObject {
  readonly apiVersion: "example.com/v1";
  readonly kind: "Website";
  readonly metadata: ObjectMeta;
  /** What is wanted. */
  readonly spec: WebsiteSpec;
  readonly status?: WebsiteStatus;
}

/** What is wanted. */
export interface WebsiteSpec {
  /** The host name. */
  readonly host: string;
  readonly replicas?: number;
}

export interface WebsiteStatus {
  readonly ready?: boolean;
}

/** The kind token of example.com/v1 Website. */
export const websites: KindToken<Website> = defineKind({
  apiVersion: "example.com/v1",
  kind: "Website",
});
`);
  });

  it.each<[SchemaNode, string]>([
    [{ type: "string" }, "string"],
    [{ type: "string", nullable: true }, "string | null"],
    [{ type: "integer", format: "int64" }, "number"],
    [{ type: "number" }, "number"],
    [{ type: "boolean" }, "boolean"],
    [{ type: "string", enum: ["a", 'b"'] }, '"a" | "b\\""'],
    [{ "x-kubernetes-int-or-string": true }, "IntOrString"],
    [{ "x-kubernetes-preserve-unknown-fields": true }, "unknown"],
    [{ type: "array", items: { type: "string" } }, "readonly string[]"],
    [{ type: "array", items: { type: "string", enum: ["a", "b"] } }, 'readonly ("a" | "b")[]'],
    [{ type: "array", items: { type: "array", items: { type: "string" } } }, "readonly (readonly string[])[]"],
    [{ type: "object" }, "Readonly<Record<string, unknown>>"],
    [{ type: "object", additionalProperties: { type: "integer" } }, "Readonly<Record<string, number>>"],
    [{ type: "object", additionalProperties: true }, "Readonly<Record<string, unknown>>"],
    [{ type: "object", "x-kubernetes-embedded-resource": true }, "KubernetesObject"],
    [
      { type: "array", items: { type: "object", required: ["a"], properties: { a: { type: "string" } } } },
      "readonly {\n    readonly a: string;\n  }[]",
    ],
  ])("%j is %s", (node, type) => {
    expect(fieldType(node)).toBe(type);
  });

  it("leaves an object that keeps unknown fields open, and quotes names that are not identifiers", () => {
    const names = ["kebab-case", "constructor", "default"];
    const text = moduleOf({
      type: "object",
      properties: {
        spec: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
        },
      },
    });
    expect(text).toContain('  readonly "kebab-case"?: string;\n');
    expect(text).toContain("  readonly constructor?: string;\n  readonly default?: string;\n");
    expect(text).toContain("  readonly [field: string]: unknown;\n");
  });

  it("gives plain names to the newest stable version, and writes no version that is not served", () => {
    const text = customResourceModule([
      definition([{ name: "v1alpha1", served: false }, { name: "v1beta1" }, { name: "v2" }, { name: "v1" }]),
    ]);
    const names = [...text.matchAll(/export (?:interface|const) (\w+)/g)].map(([, name]) => name);
    expect(names).toEqual(["Website", "websites", "WebsiteV1", "websitesV1", "WebsiteV1beta1", "websitesV1beta1"]);
  });

  it("says of a cluster-scoped kind that it is, and makes an identifier of a kind with a hyphen", () => {
    const names = { kind: "Big-Site", plural: "big-sites" };
    const text = moduleOf({ type: "object" }, { scope: "Cluster", names });
    expect(text).toContain("export const bigSites: KindToken<BigSite> = defineKind({");
    expect(text).toContain('  kind: "Big-Site",\n  namespaced: false,\n');
  });

  it("cannot be broken out of by a description", () => {
    const text = moduleOf({ type: "object", description: "ends */ export const evil = 1; /* and\n@deprecated" });
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(ts.transpileModule(text, {}).outputText).not.toMatch(/^export const evil/m);
  });
});
