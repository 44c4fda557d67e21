import { describe, expect, it } from "vitest";
import type { ApiClient } from "./support/api-client.js";
import { useCluster } from "./support/use-cluster.js";
import { define, definitions, version } from "./support/use-definitions.js";

// test/e2e/apimachinery/crd_validation_rules.go. Titles are theirs.

const group = "rules.example.com";
const integer = { type: "integer" };
const list = { type: "array", items: { type: "string" } };
const schemaOf = (rules: readonly string[], properties: object) => ({
  type: "object",
  properties: {
    spec: { type: "object", properties, "x-kubernetes-validations": rules.map((rule) => ({ rule })) },
  },
});

describe("upstream's e2e tests of CustomResourceValidationRules", () => {
  let admin: ApiClient;
  useCluster((cluster) => {
    ({ admin } = cluster);
  });

  let made = 0;
  const nextKind = () => `Ruled${++made}`;
  /** Defines a kind; returns how its objects are created, and their collection. */
  async function defined(schema: object) {
    const kind = nextKind();
    const plural = `${kind.toLowerCase()}s`;
    await define(admin, { group, kind, plural, versions: [version("v1beta1", schema)] });
    const path = `/apis/${group}/v1beta1/namespaces/default/${plural}`;
    const object = (spec: object) => ({ apiVersion: `${group}/v1beta1`, kind, metadata: { name: "cr-1" }, spec });
    return { path, create: (spec: object) => admin.send("POST", path, object(spec)) };
  }
  /** The answer to a definition that must be refused. */
  async function refusal(schema: object) {
    const kind = nextKind();
    const plural = `${kind.toLowerCase()}s`;
    const answer = await admin.send("POST", definitions, {
      metadata: { name: `${plural}.${group}` },
      spec: { group, scope: "Namespaced", names: { plural, kind }, versions: [version("v1beta1", schema)] },
    });
    expect(answer.code).toBe(422);
    return answer.json.message as string;
  }

  const sums = schemaOf(["self.x + self.y > 0"], { x: integer, y: integer });

  it("MUST NOT fail validation for create of a custom resource that satisfies the x-kubernetes-validations rules", async () => {
    const { create } = await defined(sums);
    expect((await create({ x: 1, y: 0 })).code).toBe(201);
  });

  it("MUST fail validation for create of a custom resource that does not satisfy the x-kubernetes-validations rules", async () => {
    const { create } = await defined(sums);
    const answer = await create({ x: 0, y: 0 });
    expect([answer.code, answer.json.message]).toEqual([422, expect.stringContaining("failed rule")]);
  });

  it("MUST fail create of a custom resource definition that contains a x-kubernetes-validations rule that refers to a property that do not exist", async () => {
    expect(await refusal(schemaOf(["self.z == 100"], { x: integer }))).toContain("undefined field 'z'");
  });

  it("MUST fail create of a custom resource definition that contains an x-kubernetes-validations rule that contains a syntax error", async () => {
    expect(await refusal(schemaOf(["self = 42"], { x: integer }))).toContain("Syntax error");
  });

  it("MUST fail create of a custom resource definition that contains an x-kubernetes-validations rule that exceeds the estimated cost limit", async () => {
    const rule = "self.x.all(i, self.x.all(j, self.x.all(k, i + j == k)))";
    expect(await refusal(schemaOf([rule], { x: list }))).toContain("exceeds budget");
  });

  it("MUST fail create of a custom resource that exceeds the runtime cost limit for x-kubernetes-validations rule execution", async () => {
    // Its estimate of some three million is below what a definition may have, and above the limit of one evaluation.
    const bounded = { type: "array", maxItems: 700, items: integer };
    const { create } = await defined(schemaOf(["self.x.all(i, self.x.all(j, i + j >= 0))"], { x: bounded }));
    const answer = await create({ x: Array.from({ length: 700 }, () => 1) });
    expect([answer.code, answer.json.message]).toEqual([422, expect.stringContaining("call cost exceeds limit")]);
  });

  it("MUST fail update of a custom resource that does not satisfy a x-kubernetes-validations transition rule", async () => {
    const { path, create } = await defined(schemaOf(["self.num == oldSelf.num"], { num: integer }));
    const created = await create({ num: 10 });
    expect(created.code).toBe(201);
    const answer = await admin.send("PUT", `${path}/cr-1`, { ...created.json, spec: { num: 11 } });
    expect([answer.code, answer.json.message]).toEqual([422, expect.stringContaining("failed rule")]);
  });
});
