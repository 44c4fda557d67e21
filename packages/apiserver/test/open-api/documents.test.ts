import { type Clock, silentLogger, systemClock } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { builtInKinds, type KindDefinition } from "@engenho/kinds";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { CurrentKinds } from "../../src/catalogue/kind-table.js";
import { SerializedObjects } from "../../src/encoding/serialized-objects.js";
import { inflated } from "../../src/open-api/deflated-part.js";
import { Documents, type OpenApiDocument } from "../../src/open-api/documents.js";
import type { ServerContext } from "../../src/server-context.js";
import { OpenWatches } from "../../src/watch/open-watches.js";
import { WriteTurns } from "../../src/watch/write-turns.js";
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
  const context: ServerContext = {
    store: createMemoryStore(),
    kinds: new CurrentKinds(catalogue),
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    version: "v1.34.0",
    metrics: {},
    objects: new SerializedObjects(1 << 20),
    watches: new OpenWatches(),
    writeTurns: new WriteTurns(clock),
    duplicateFields: undefined,
  };
  return { catalogue, context, documents: new Documents(context) };
}

const widget = (index: number): KindDefinition => ({
  ...customKind(),
  group: `g${index}.example.com`,
  schema: { type: "object", properties: { spec: { type: "object", properties: { size: { type: "integer" } } } } },
});

const text = ({ parts }: OpenApiDocument) => Buffer.concat([...inflated(parts)]).toString();

describe("documents of many custom kinds", () => {
  it("cost for a further kind what that kind says, however many there are", async () => {
    const { catalogue, context, documents } = open();
    const made: number[] = [];
    for (let index = 0; index < 40; index++) {
      catalogue.add(widget(index));
      const before = documents.partsMade;
      await documents.version2(context.kinds.table, "json");
      await documents.version2(context.kinds.table, "protobuf");
      for (const { versions } of context.kinds.table.groups)
        for (const each of versions) await documents.version3(each);
      made.push(documents.partsMade - before);
    }
    // The first makes what the built-in kinds say too.
    expect(new Set(made.slice(1)).size).toBe(1);
    expect(made[39]).toBeLessThan(12);
  });

  it("keep the group versions in which nothing has changed", async () => {
    const { catalogue, context, documents } = open();
    catalogue.add(widget(1));
    const before = context.kinds.table;
    const known = await Promise.all(
      before.groups.flatMap(({ versions }) => versions).map((each) => documents.version3(each)),
    );
    catalogue.add(widget(2));
    const after = context.kinds.table;
    const again = await Promise.all(
      after.groups.flatMap(({ versions }) => versions).map((each) => documents.version3(each)),
    );
    expect(again.filter((document) => !known.includes(document))).toHaveLength(1);
  });

  it("are the same text whether composed at once or bit by bit, and other documents have other ETags", async () => {
    const slowly = open();
    for (let index = 0; index < 5; index++) {
      slowly.catalogue.add(widget(index));
      await slowly.documents.version2(slowly.context.kinds.table, "json");
    }
    const last = await slowly.documents.version2(slowly.context.kinds.table, "json");
    const atOnce = open();
    for (let index = 0; index < 5; index++) atOnce.catalogue.add(widget(index));
    const whole = await atOnce.documents.version2(atOnce.context.kinds.table, "json");
    expect(last.etag).toBe(whole.etag);
    expect(text(last)).toBe(text(whole));
    expect(JSON.parse(text(whole)).definitions).toHaveProperty(["com.example.g4.v1.CronTab"]);
    slowly.catalogue.add(widget(5));
    const next = await slowly.documents.version2(slowly.context.kinds.table, "json");
    expect(next.etag).not.toBe(last.etag);
  });
});
