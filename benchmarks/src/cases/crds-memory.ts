import { customResourceDefinitions, silentLogger, systemClock } from "@engenho/core";
import { describe } from "@engenho/kinds/descriptions";
import { createMemoryStore } from "@engenho/store-memory";
import { CurrentKinds } from "../../../packages/api/apiserver/src/catalogue/kind-table.js";
import { Documents } from "../../../packages/api/apiserver/src/open-api/documents.js";
import type { Cell, ResultTable } from "../harness/benchmark.js";
import { rounded } from "../harness/statistics.js";
import type { Definition } from "../world/definitions.js";

/**
 * The memory that definitions take in this process after a garbage collection, apart from their JSON. Each definition's JSON is
 * released before the next one is generated.
 */
export async function memoryOf(all: Iterable<Definition>): Promise<ResultTable> {
  const store = createMemoryStore();
  const kinds = new CurrentKinds(store);
  const documents = new Documents({ clock: systemClock, version: "v1.34.0", logger: silentLogger }, describe);
  const makeAll = async () => {
    await documents.version2(kinds.table, "json");
    await documents.version2(kinds.table, "protobuf");
    for (const { versions } of kinds.table.groups) for (const version of versions) await documents.version3(version);
  };
  // What the first definition loads, and the documents of the built-in kinds, exist without any definition.
  await makeAll();
  let jsonMB = 0;
  const names: string[] = [];
  const rows: Cell[][] = [];
  const base = memoryMB();
  const add = (title: string) => rows.push([title, rounded(memoryMB() - base), rounded((memoryMB() - base) / jsonMB)]);
  for (const { name, text } of all) {
    names.push(name);
    jsonMB += text.length / 1e6;
    await store.create(JSON.parse(text), { fieldManager: "bench" });
  }
  add("stored and served");
  await makeAll();
  add("with all documents in all forms");
  for (const name of names) await store.delete(customResourceDefinitions, { name });
  await makeAll();
  add("deleted, still in the history of watches");
  await store.close();
  return {
    title: `Memory of ${names.length} CustomResourceDefinitions, ${rounded(jsonMB)} MB of JSON`,
    columns: ["when", "heap and buffers after a collection, MB", "times the JSON"],
    rows,
  };
}

function memoryMB(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
