import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigMap, configMaps, isStoreError } from "@engenho/core";
import { describeStore, FakeClock } from "@engenho/core/testing";
import { afterAll, describe, expect, it } from "vitest";
import { openJournalStore } from "./journal-store.js";

const folder = mkdtempSync(join(tmpdir(), "engenho-journal-"));
let files = 0;
const newPath = () => join(folder, `${files++}.jsonl`);

afterAll(() => rmSync(folder, { recursive: true }));

describeStore("the example store", async (setup) => openJournalStore({ ...setup, path: newPath() }), { describe, it });

describe("the example store, reopened", () => {
  const configMap: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } };
  const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };

  it("has the written objects and their resource versions, and continues from there", async () => {
    const path = newPath();
    const clock = new FakeClock();
    const first = openJournalStore({ path, clock });
    await first.create(configMap);
    const written = await first.patch(configMaps, reference, { type: "merge", value: { data: { key: "value" } } });
    await first.create({ ...configMap, metadata: { ...configMap.metadata, name: "gone" } });
    await first.delete(reference, { ...reference, name: "gone" });
    await first.close();

    const second = openJournalStore({ path, clock });
    const { items } = await second.list(configMaps);
    expect(items).toEqual([written]);
    const next = await second.patch(configMaps, reference, { type: "merge", value: { data: { key: "other" } } });
    expect(Number(next.metadata.resourceVersion)).toBe(Number(written.metadata.resourceVersion) + 3);
    // Commits from before the restart are not available to watches: the client has to list again.
    const stale = second.watch({ resourceVersion: written.metadata.resourceVersion });
    await expect(stale.next()).rejects.toSatisfy((error) => isStoreError(error, "Expired"));
    await second.close();
  });

  it("ignores a commit with an incomplete line", async () => {
    const path = newPath();
    const first = openJournalStore({ path, clock: new FakeClock() });
    const written = await first.create(configMap);
    await first.close();
    appendFileSync(path, '{"type":"delete","key":{"group":"","ki');
    const second = openJournalStore({ path, clock: new FakeClock() });
    expect(await second.get(configMaps, reference)).toEqual(written);
    await second.delete(configMaps, reference);
    await second.close();
    const third = openJournalStore({ path, clock: new FakeClock() });
    expect((await third.list(configMaps)).items).toEqual([]);
    await third.close();
  });
});
