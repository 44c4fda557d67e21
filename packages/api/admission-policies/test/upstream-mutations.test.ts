import { readFileSync } from "node:fs";
import type { KubernetesObject } from "@engenho/core";
import { AdmissionCompiler, expressionTypes } from "@engenho/expressions";
import { finished } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest, Resource } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { type MutationSubject, mutateObject } from "../src/mutating/mutate-object.js";

/** A case of upstream's tables (policy/mutating/patch: json_patch_test.go, smd_test.go), of a Deployment. */
interface Case {
  readonly type: "json" | "apply";
  readonly name: string;
  readonly expression: string;
  readonly object: Deployment;
  readonly old: Deployment;
  readonly expected: object | null;
  readonly err: string;
}

type Deployment = Readonly<Record<string, unknown>> & {
  readonly spec?: Readonly<Record<string, unknown>> & {
    readonly template?: Readonly<Record<string, unknown>> & { readonly spec?: object; readonly metadata?: object };
  };
};

/** The file with the cases, as JSON; without it they are skipped. */
const file = process.env.ENGENHO_UPSTREAM_MUTATIONS;
if (file === undefined) console.warn("skipped: upstream's mutations (ENGENHO_UPSTREAM_MUTATIONS names no file)");
const cases = file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as readonly Case[]);

/** As Go serialises it: structs are there, lists and pointers are null. */
function complete({ spec = {}, ...rest }: Deployment): KubernetesObject {
  const { template = {} } = spec;
  const pod = { metadata: {}, ...template, spec: { containers: null, ...template.spec } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {},
    ...rest,
    spec: { selector: null, strategy: {}, ...spec, template: pod },
    status: {},
  } as KubernetesObject;
}

/** Without what is empty, and with the fields in order. */
function content(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(content);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value)
    .filter(([name]) => name !== "apiVersion" && name !== "kind")
    .map(([name, inner]) => [name, content(inner)] as const)
    .filter(([, inner]) => inner !== null && !(typeof inner === "object" && Object.keys(inner as object).length === 0));
  return Object.fromEntries(fields);
}

describe.skipIf(file === undefined)("upstream's tables of mutations", () => {
  const definition = createMemoryStore()
    .definitions()
    .find(({ kind }) => kind === "Deployment");
  const matched = { definition, schema: definition?.schema, subresources: new Map() } as Partial<Resource> as Resource;

  async function mutated({ type, expression: source, object, old }: Case): Promise<unknown> {
    const { jsonPatches, mutationObject } = expressionTypes();
    const variables = { params: false, authorizer: true, patchTypes: true };
    const returns = [type === "json" ? jsonPatches : mutationObject];
    const compiler = new AdmissionCompiler({ composes: true });
    const expression = finished(compiler.compile(source, { returns, variables, age: "stored" }));
    const objects = { object: complete(object), oldObject: complete(old) };
    const input = { ...objects, request: {}, namespaceObject: null, params: null };
    const request = { subresource: "" } as AdmissionRequest;
    const subject = { request, matched, input: { ...input, variables: new Map() } };
    const context = { decode: (_: unknown, value: unknown) => value } as AdmissionContext;
    const slice = { giveWay: () => undefined };
    // What the expressions of these cases read of it.
    return mutateObject({ type, expression }, subject as unknown as MutationSubject, { context, slice });
  }

  it.each(cases.map((one) => [one.type, one.name, one] as const))("%s: %s", async (_, __, one) => {
    if (one.err === "") expect(content(await mutated(one))).toEqual(content(one.expected));
    else await expect(mutated(one)).rejects.toThrow(one.err);
  });
});
