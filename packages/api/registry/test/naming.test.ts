import { seededRandom } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { generateName } from "../src/metadata/generate-name.js";
import { openRegistry } from "./support/open-registry.js";

const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "a", name } });
const generated = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "a", generateName: "x-" } };

describe("generated names", () => {
  it("AP-10: the suffix uses upstream's alphabet", () => {
    const random = seededRandom(1);
    for (let index = 0; index < 200; index++) {
      expect(generateName("x-", random)).toMatch(/^x-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    }
  });

  it("AP-11: tries up to eight names", async () => {
    let draws = 0;
    const stuck = { next: () => Math.floor(draws++ / 5 / 7) / 27, uuid: () => `uid-${draws}` };
    const { store, backend } = openRegistry({ random: stuck });
    await store.create(configMap("x-bbbbb"));
    const created = await store.create(generated);
    expect(created.metadata.name).toBe("x-ccccc");
    expect(backend.writes).toHaveLength(1 + 8);
  });

  it("AP-11: after eight existing names returns a retriable AlreadyExists", async () => {
    const { store, backend } = openRegistry({ random: { next: () => 0, uuid: () => "uid" } });
    await store.create(configMap("x-bbbbb"));
    await expect(store.create(generated)).rejects.toMatchObject({
      code: "AlreadyExists",
      message: 'configmaps "x-bbbbb" already exists, the server was not able to generate a unique name for the object',
      details: { retryAfterSeconds: 1 },
    });
    expect(backend.writes).toHaveLength(1 + 8);
  });
});
