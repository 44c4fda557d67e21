import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createRegistry, isStored, kindDefinition } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { TableBackend } from "./support/table-backend.js";

const group = "example.com";
const stored = kindDefinition({ group, version: "v1", kind: "Website", schema: { type: "object" } });
const answered = kindDefinition({
  group,
  version: "v1",
  kind: "Review",
  verbs: ["create"],
  schema: { type: "object" },
});

describe("a kind without the verb get", () => {
  const open = () =>
    createRegistry(new TableBackend(), { kinds: [answered, stored], clock: new FakeClock(), random: seededRandom(1) });

  it("is among the definitions that a server asks for, and not among the kinds of the store", async () => {
    const store = open();
    expect(store.definitions()).toEqual([stored, answered]);
    expect(store.definitions().filter(isStored)).toEqual([stored]);
    expect((await store.kinds()).map(({ kind }) => kind)).toEqual(["Website"]);
  });

  it("is unknown to the store's verbs", async () => {
    const review = { apiVersion: "example.com/v1", kind: "Review", metadata: { name: "a", namespace: "b" } };
    await expect(open().create(review)).rejects.toMatchObject({ code: "NoKindMatch" });
    await expect(open().list(review)).rejects.toMatchObject({ code: "NoKindMatch" });
  });
});
