import { readFileSync } from "node:fs";
import type { KubernetesObject } from "@engenho/core";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";

type Fields = Readonly<Record<string, unknown>>;

/** A step of a scenario of upstream: test/integration/ratcheting_test.go. */
type Step =
  | { readonly op: "schema"; readonly schema: Fields }
  | { readonly op: "patch"; readonly description: string; readonly patch: Fields }
  | { readonly op: "apply"; readonly description: string; readonly value: Fields }
  | { readonly op: "fail"; readonly inner: Step };

interface Scenario {
  readonly name: string;
  readonly disabled: boolean;
  readonly skipStatus: boolean;
  readonly operations: readonly Step[];
}

/** The file with upstream's scenarios, as JSON; without it they are skipped. */
const file = process.env.ENGENHO_UPSTREAM_RATCHETING;
if (file === undefined) console.warn("skipped: upstream's scenarios (ENGENHO_UPSTREAM_RATCHETING names no file)");
const scenarios = file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as readonly Scenario[]);

const crd = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
const identity = { apiVersion: "mygroup.example.com/v1beta1", kind: "MyCoolCRD" };
const metadata = { name: "mycrdinstance", namespace: "default" };

class Cluster {
  readonly #store: MemoryStore = createMemoryStore();
  readonly #inStatus: boolean;
  #schema: Fields = { type: "object" };

  constructor(inStatus: boolean) {
    this.#inStatus = inStatus;
  }

  async do(step: Step): Promise<void> {
    switch (step.op) {
      case "schema":
        return this.#use(step.schema);
      case "patch":
        return this.#use(merged(this.#schema, step.patch) as Fields);
      case "apply":
        return this.#apply(step.value);
      case "fail":
        await expect(this.do(step.inner), JSON.stringify(step.inner)).rejects.toMatchObject({ code: "Invalid" });
    }
  }

  async #use(schema: Fields): Promise<void> {
    this.#schema = schema;
    const openAPIV3Schema = this.#inStatus ? { type: "object", properties: { status: schema } } : schema;
    const versions = [
      { name: "v1beta1", served: true, storage: true, schema: { openAPIV3Schema }, subresources: { status: {} } },
    ];
    const names = { plural: "mycrds", kind: "MyCoolCRD", listKind: "MyCoolCRDList" };
    const spec = { group: "mygroup.example.com", names, scope: "Namespaced", versions };
    const value = { ...crd, metadata: { name: "mycrds.mygroup.example.com" }, spec };
    await this.#store.patch(
      crd as never,
      { namespace: "", name: "mycrds.mygroup.example.com" },
      { type: "apply", value, force: true },
      { fieldManager: "definer" },
    );
  }

  async #apply(content: Fields): Promise<void> {
    const store = this.#store;
    const value = { ...identity, metadata, ...(this.#inStatus ? { status: content } : content) };
    if (this.#inStatus) {
      const found = await store.list(identity as never);
      if (found.items.length === 0) await store.create(value as KubernetesObject);
    }
    await store.patch(
      identity as never,
      metadata,
      { type: "apply", value },
      { fieldManager: "manager", ...(this.#inStatus ? { subresource: "status" } : {}) },
    );
  }
}

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(typeof target === "object" ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

describe.skipIf(file === undefined)("upstream's scenarios of ratcheting", () => {
  const all = scenarios.filter(({ disabled }) => !disabled);
  it.each(all.map(({ name, ...rest }) => [name, rest] as const))("%s", async (_, { operations }) => {
    const cluster = new Cluster(false);
    for (const step of operations) await cluster.do(step);
  });

  it.each(all.filter(({ skipStatus }) => !skipStatus).map(({ name, ...rest }) => [name, rest] as const))(
    "status: %s",
    async (_, { operations }) => {
      const cluster = new Cluster(true);
      for (const step of operations) await cluster.do(step);
    },
  );
});
