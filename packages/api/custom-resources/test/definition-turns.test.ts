import { customResourceDefinitions, type StoreError } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { LongWork } from "../../machinery/src/work/long-work.js";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import { slowClock } from "../../registry/test/support/slow-clock.js";
import { checkDefinition } from "../src/definition-validation.js";
import { withSharedSchemas } from "../src/shared-schemas.js";
import { texts, widgetDefinition } from "./widgets.js";

const reference = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  name: "widgets.example.com",
};

/** A schema with thousands of nodes, nested in every possible way. */
function largeSchema(leaf: () => SchemaNode): SchemaNode {
  const fields = (count: number, make: () => SchemaNode) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, make()]));
  const object = (): SchemaNode => ({ type: "object", properties: fields(10, leaf) });
  const list = (): SchemaNode => ({ type: "array", items: object() });
  const map = (): SchemaNode => ({ type: "object", additionalProperties: object() });
  const spec = {
    type: "object",
    properties: { ...fields(100, list), map: { type: "object", properties: fields(100, map) } },
  };
  return { type: "object", properties: { spec: spec as SchemaNode } };
}

/** How often a field of a schema's nodes is read between two yields of some work. */
function looksPerPiece(field: keyof SchemaNode, work: (schema: SchemaNode) => LongWork<unknown>, leaf: SchemaNode) {
  let looks = 0;
  const counted = () =>
    Object.defineProperty({ ...leaf }, field, {
      enumerable: true,
      get: () => {
        looks++;
        return leaf[field];
      },
    });
  const running = work(largeSchema(counted));
  const found: number[] = [];
  for (let step = running.next(); step.done !== true; step = running.next()) {
    found.push(looks);
    looks = 0;
  }
  return { most: Math.max(...found), pieces: found.length };
}

const check = (schema: SchemaNode) =>
  checkDefinition({ ...widgetDefinition(schema), status: { storedVersions: ["v1"] } });
const share = (schema: SchemaNode) => withSharedSchemas(widgetDefinition(schema));

describe("a definition with a schema of thousands of nodes", () => {
  it.each<[string, (schema: SchemaNode) => LongWork<unknown>, keyof SchemaNode, SchemaNode]>([
    ["is compared with others in pieces", share, "type", { type: "string" }],
    ["is validated in pieces", check, "type", { type: "string" }],
    ["has its defaults validated in pieces", check, "default", { type: "string", default: "a" }],
    [
      "has its junctors validated in pieces",
      check,
      "anyOf",
      { type: "string", anyOf: [{ minLength: 1 }, { maxLength: 9 }, { not: { enum: ["a"] } }] },
    ],
  ])("%s", (_title, work, field, leaf) => {
    const { most, pieces } = looksPerPiece(field, work, leaf);
    expect(pieces).toBeGreaterThan(50);
    expect(most).toBeLessThan(300);
  });

  it.each<[string, keyof SchemaNode, SchemaNode]>([
    ["patterns", "pattern", { type: "string", pattern: "^a+$" }],
    ["rules", "x-kubernetes-validations", { type: "string", "x-kubernetes-validations": [{ rule: "self != 'a'" }] }],
  ])("has its %s compiled one by one", (_title, field, leaf) => {
    const { pieces } = looksPerPiece(field, check, leaf);
    expect(pieces).toBeGreaterThanOrEqual(2000);
  });

  const large = widgetDefinition(largeSchema(() => ({ type: "string", description: "d" })));

  it("is created and replaced while yielding to others, with the same result", async () => {
    const { clock, turns } = slowClock();
    const { store } = openRegistry({ clock });
    await store.create(large);
    expect(turns()).toBeGreaterThan(20);
    const created = await store.get(customResourceDefinitions, reference);
    expect(created).toMatchObject({ spec: large.spec, status: { storedVersions: ["v1"] } });
    const before = turns();
    const spec = largeSchema(() => ({ type: "integer" }));
    const versions = [{ ...large.spec?.versions?.[0], schema: { openAPIV3Schema: spec } }];
    await store.update({ ...created, spec: { ...large.spec, versions } } as typeof created);
    expect(turns() - before).toBeGreaterThan(20);
    expect(await store.get(customResourceDefinitions, reference)).toMatchObject({ spec: { versions } });
  });

  it("is created once, however many requests create it in the same turns", async () => {
    const { clock } = slowClock();
    const { store } = openRegistry({ clock });
    const outcomes = await Promise.allSettled([store.create(large), store.create(large), store.create(large)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "AlreadyExists" });
    }
  });

  it("is not replaced by an update that another one has overtaken in the meantime", async () => {
    const { clock } = slowClock();
    const { store } = openRegistry({ clock });
    await store.create(large);
    const created = await store.get(customResourceDefinitions, reference);
    const replaced = (type: "integer" | "boolean") => {
      const versions = [{ ...large.spec?.versions?.[0], schema: { openAPIV3Schema: largeSchema(() => ({ type })) } }];
      return store.update({ ...created, spec: { ...large.spec, versions } } as typeof created);
    };
    const outcomes = await Promise.allSettled([replaced("integer"), replaced("boolean")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find((outcome) => outcome.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "Conflict" });
  });

  it("is refused with all of its errors, in the same order as without yielding", async () => {
    const { clock } = slowClock();
    const { store } = openRegistry({ clock });
    const schema = largeSchema(() => ({ type: "text" as "string", pattern: "(" }));
    const error = await store.create(widgetDefinition(schema)).catch((thrown: unknown) => thrown);
    const expected = texts(check(schema));
    expect(expected.length).toBeGreaterThan(1000);
    const { details } = error as StoreError;
    // Compared as one text, because a diff of thousands of lines is not helpful.
    expect(texts(details.causes).join("\n") === expected.join("\n")).toBe(true);
  });
});
