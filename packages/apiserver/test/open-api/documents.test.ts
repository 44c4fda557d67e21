import { type Clock, systemClock } from "@engenho/core";
import { builtInKinds, type KindDefinition } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { CurrentKinds } from "../../src/catalogue/kind-table.js";
import { inflated } from "../../src/open-api/deflated-part.js";
import { Documents, type OpenApiDocument } from "../../src/open-api/documents.js";
import { customKind } from "../support/custom-kind.js";

/** A catalogue whose kinds come and go. */
class Kinds {
  list: readonly KindDefinition[] = builtInKinds();

  definitions(): readonly KindDefinition[] {
    return this.list;
  }

  add(kind: KindDefinition): void {
    this.list = [...this.list, kind];
  }
}

function open(clock: Clock = systemClock) {
  const catalogue = new Kinds();
  const documents = new Documents({ clock, version: "v1.34.0" });
  return { catalogue, kinds: new CurrentKinds(catalogue), documents };
}

const widget = (index: number): KindDefinition => ({
  ...customKind(),
  group: `g${index}.example.com`,
  schema: { type: "object", properties: { spec: { type: "object", properties: { size: { type: "integer" } } } } },
});

const text = ({ parts }: OpenApiDocument) => Buffer.concat([...inflated(parts)]).toString();

describe("documents of many custom kinds", () => {
  it("cost for a further kind what that kind says, however many there are", async () => {
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
    // The first makes what the built-in kinds say too.
    expect(new Set(made.slice(1)).size).toBe(1);
    expect(made[39]).toBeLessThan(12);
  });

  it.each(["json", "protobuf"] as const)("are made kind by kind, with turns for others between: %s", async (form) => {
    let rendered = 0;
    let now = 0;
    const inTurns: number[] = [];
    const clock: Clock = {
      ...systemClock,
      // Each look at it takes a millisecond, so that every third piece of work ends a turn.
      monotonicNow: () => now++,
      turn: () => {
        inTurns.push(rendered);
        rendered = 0;
        return Promise.resolve();
      },
    };
    const { catalogue, kinds, documents } = open(clock);
    for (let index = 0; index < 50; index++) {
      const { schema, ...kind } = widget(index);
      const counted = Object.defineProperty(kind, "schema", {
        enumerable: true,
        get: () => {
          rendered++;
          return schema;
        },
      });
      catalogue.add(counted as KindDefinition);
    }
    await documents.version2(kinds.table, form);
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(4);
    expect(inTurns.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(40);
  });

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

  it("are the same text whether composed at once or bit by bit, and other documents have other ETags", async () => {
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
});
