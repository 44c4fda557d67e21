import { type Clock, silentLogger, systemClock } from "@engenho/core";
import { describe as published } from "@engenho/kinds/descriptions";
import type { SchemaNode } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { CurrentKinds, type GroupVersion } from "../../src/catalogue/kind-table.js";
import { inflated } from "../../src/encoding/deflated-part.js";
import { Documents, type OpenApiDocument } from "../../src/open-api/documents.js";
import { customKind } from "../support/custom-kind.js";

/** A catalogue whose kinds can be added and removed. */
class Kinds {
  list: readonly KindDefinition[] = standardKinds();

  definitions(): readonly KindDefinition[] {
    return this.list;
  }

  add(kind: KindDefinition): void {
    this.list = [...this.list, kind];
  }
}

function open(clock: Clock = systemClock) {
  const catalogue = new Kinds();
  const documents = new Documents({ clock, version: "v1.34.0", logger: silentLogger }, published);
  return { catalogue, kinds: new CurrentKinds(catalogue), documents };
}

const widget = (index: number): KindDefinition => ({
  ...customKind(),
  group: `g${index}.example.com`,
  schema: { type: "object", properties: { spec: { type: "object", properties: { size: { type: "integer" } } } } },
});

/** Counts calls between two turns. Each reading of its clock takes a millisecond, so slices are short. */
class WorkInTurns {
  readonly turns: number[] = [];
  #now = 0;
  #looks = 0;
  readonly clock: Clock = {
    ...systemClock,
    monotonicNow: () => this.#now++,
    turn: () => {
      this.turns.push(this.#looks);
      this.#looks = 0;
      return Promise.resolve();
    },
  };

  counted<T extends object>(value: T, field: keyof T & string): T {
    const content = value[field];
    return Object.defineProperty({ ...value }, field, {
      enumerable: true,
      get: () => {
        this.#looks++;
        return content;
      },
    });
  }
}

function groupVersion({ table }: CurrentKinds, apiVersion: string): GroupVersion {
  return table.groupVersion(apiVersion) as GroupVersion;
}

const text = ({ parts }: OpenApiDocument) => Buffer.concat([...inflated(parts)]).toString();

describe("documents with many custom resources", () => {
  it("cases Cost: cost as much for a further kind as that kind contains, however many there are", async () => {
    const { catalogue, kinds, documents } = open();
    const made: number[] = [];
    for (let index = 0; index < 40; index++) {
      catalogue.add(widget(index));
      const before = documents.partsMade;
      await documents.version2(kinds.table, "json");
      await documents.version2(kinds.table, "protobuf");
      for (const { versions } of kinds.table.groups) for (const each of versions) await documents.version3(each);
      made.push(documents.partsMade - before);
    }
    // The first one also renders the built-in kinds.
    expect(new Set(made.slice(1)).size).toBe(1);
    expect(made[39]).toBeLessThan(12);
  });

  it.each(["json", "protobuf"] as const)("are rendered kind by kind, yielding in between: %s", async (form) => {
    const work = new WorkInTurns();
    const { catalogue, kinds, documents } = open(work.clock);
    for (let index = 0; index < 50; index++) catalogue.add(work.counted(widget(index), "schema"));
    await documents.version2(kinds.table, form);
    expect(Math.max(...work.turns)).toBeLessThanOrEqual(4);
    expect(work.turns.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(40);
  });

  it.each(["v2 in JSON", "v2 in protobuf", "v3"])(
    "render a large schema in pieces, yielding in between: %s",
    async (form) => {
      const work = new WorkInTurns();
      const { catalogue, kinds, documents } = open(work.clock);
      const field = (): SchemaNode => work.counted({ type: "string", description: "d".repeat(100) }, "description");
      const fields = (make: () => SchemaNode) =>
        Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`field${index}`, make()]));
      const list = (): SchemaNode => ({ type: "array", items: { type: "object", properties: fields(field) } });
      const spec: SchemaNode = { type: "object", properties: fields(list) };
      catalogue.add({ ...widget(1), schema: { type: "object", properties: { spec } } });
      const version = kinds.table.groupVersion("g1.example.com/v1") as GroupVersion;
      if (form === "v3") await documents.version3(version);
      else await documents.version2(kinds.table, form === "v2 in JSON" ? "json" : "protobuf");
      expect(work.turns.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(9000);
      expect(Math.max(...work.turns)).toBeLessThan(1000);
    },
  );

  it("keep the group versions in which nothing has changed", async () => {
    const { catalogue, kinds, documents } = open();
    catalogue.add(widget(1));
    const before = kinds.table;
    const known = await Promise.all(
      before.groups.flatMap(({ versions }) => versions).map((each) => documents.version3(each)),
    );
    catalogue.add(widget(2));
    const after = kinds.table;
    const again = await Promise.all(
      after.groups.flatMap(({ versions }) => versions).map((each) => documents.version3(each)),
    );
    expect(again.filter((document) => !known.includes(document))).toHaveLength(1);
  });

  it("have the same text whether composed at once or step by step, and other documents have other ETags", async () => {
    const slowly = open();
    for (let index = 0; index < 5; index++) {
      slowly.catalogue.add(widget(index));
      await slowly.documents.version2(slowly.kinds.table, "json");
    }
    const last = await slowly.documents.version2(slowly.kinds.table, "json");
    const atOnce = open();
    for (let index = 0; index < 5; index++) atOnce.catalogue.add(widget(index));
    const whole = await atOnce.documents.version2(atOnce.kinds.table, "json");
    expect(last.etag).toBe(whole.etag);
    expect(text(last)).toBe(text(whole));
    expect(JSON.parse(text(whole)).definitions).toHaveProperty(["com.example.g4.v1.CronTab"]);
    slowly.catalogue.add(widget(5));
    const next = await slowly.documents.version2(slowly.kinds.table, "json");
    expect(next.etag).not.toBe(last.etag);
  });

  it("of a group version of custom resources have their paths and what these refer to, nothing else", async () => {
    const { catalogue, kinds, documents } = open();
    catalogue.add({ ...widget(1), kind: "Gadget", plural: "gadgets", listKind: "GadgetList", subresources: [] });
    const alone = JSON.parse(text(await documents.version3(groupVersion(kinds, "g1.example.com/v1"))));
    expect(Object.keys(alone.paths).every((path) => path.includes("/gadgets"))).toBe(true);
    expect(Object.keys(alone.components.schemas).filter((name) => name.includes("Scale"))).toEqual([]);
    catalogue.add({ ...widget(1), plural: "anchors" });
    const both = JSON.parse(text(await documents.version3(groupVersion(kinds, "g1.example.com/v1"))));
    expect(Object.keys(both.paths).length).toBeGreaterThan(Object.keys(alone.paths).length);
    expect(Object.keys(both.components.schemas)).toEqual(
      expect.arrayContaining(["com.example.g1.v1.Gadget", "com.example.g1.v1.CronTab"]),
    );
    expect([...documents.subjects3(kinds.table).keys()]).toEqual(
      expect.arrayContaining(["api", "apis/apps", "version"]),
    );
    expect(documents.subjects3(kinds.table).has("apis/g1.example.com")).toBe(false);
  });
});
