import { type KubernetesObject, type Stored, secrets } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { builtInKinds } from "@engenho/kinds";
import { createRegistry, type KindDefinition, type Strategy } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { TableBackend } from "./support/table-backend.js";

const configMap = (name: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "a" },
  ...more,
});

/** A registry in which every kind has this strategy. */
function openWith(strategy: Strategy) {
  const backend = new TableBackend();
  const kinds: KindDefinition[] = builtInKinds().map((kind) =>
    Object.create(kind, { strategy: { value: () => strategy } }),
  );
  return { store: createRegistry(backend, { kinds, clock: new FakeClock(), random: seededRandom(1) }), backend };
}

/** A registry whose kinds all allocate numbers, and the outcome of each. */
function openCounting(more: Strategy = {}) {
  const finished: (readonly [number: string, committed: boolean])[] = [];
  const loaded: number[] = [];
  const released: string[] = [];
  let next = 0;
  const number = (object: KubernetesObject) => {
    const taken = String(++next);
    return {
      object: { ...object, data: { number: taken } } as KubernetesObject,
      finish: (committed: boolean) => finished.push([taken, committed]),
    };
  };
  const strategy: Strategy = {
    load: (stored) => loaded.push(stored.length),
    beginCreate: number,
    beginUpdate: number,
    afterDelete: (object) => released.push(object.metadata.name),
    ...more,
  };
  return { ...openWith(strategy), finished, loaded, released };
}

describe("what a strategy allocates", () => {
  it("is kept by a committed write", async () => {
    const { store, finished } = openCounting();
    const created = await store.create<KubernetesObject & { data?: object }>(configMap("x"));
    expect(created.data).toEqual({ number: "1" });
    expect(finished).toEqual([["1", true]]);
  });

  it("is released by a dry run, an existing name and an error", async () => {
    const { store, finished } = openCounting({
      validateCreate: (object) =>
        object.metadata.name === "bad" ? [{ reason: "FieldValueInvalid", field: "x", message: "bad" }] : [],
    });
    await store.create(configMap("x"), { dryRun: true });
    await store.create(configMap("x"));
    await store.create(configMap("x")).catch(() => undefined);
    await store.create(configMap("bad")).catch(() => undefined);
    expect(finished).toEqual([
      ["1", false],
      ["2", true],
      ["3", false],
      ["4", false],
    ]);
  });

  it("is released by an update that is refused", async () => {
    const { store, finished } = openCounting({
      validateUpdate: () => [{ reason: "FieldValueInvalid", field: "x", message: "bad" }],
    });
    const created = await store.create(configMap("x"));
    await expect(store.update(created)).rejects.toMatchObject({ code: "Invalid" });
    expect(finished).toEqual([
      ["1", true],
      ["2", false],
    ]);
  });

  it("is initialised from what is stored, once, before the first write", async () => {
    const { store, loaded } = openCounting();
    expect(loaded).toEqual([]);
    await store.create(configMap("x"));
    await store.create(configMap("y"));
    expect(loaded).toEqual([0]);
  });

  it("is released when the object is removed, not when it is marked for deletion", async () => {
    const { store, released } = openCounting();
    const metadata = { name: "x", namespace: "a", finalizers: ["example.com/keep"] };
    const created = await store.create(configMap("x", { metadata }));
    const { object } = await store.delete(created, { name: "x", namespace: "a" });
    expect(released).toEqual([]);
    await store.update({ ...object, metadata: { ...object.metadata, finalizers: [] } });
    expect(released).toEqual(["x"]);
  });
});

describe("further rules of a strategy", () => {
  it("AP-15: an update without resourceVersion is Invalid if the kind does not allow it", async () => {
    const { store } = openWith({ allowUnconditionalUpdate: false });
    const created = await store.create(configMap("x"));
    await expect(store.update(configMap("x"))).rejects.toMatchObject({
      code: "Invalid",
      message: 'ConfigMap "x" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    });
    await store.update(created);
  });

  it("AP-64: dependent objects are deleted right after an object, and need not exist", async () => {
    const deletedWith = ({ kind, metadata }: Stored) =>
      kind === "Secret" ? [{ ...configMap(metadata.name), namespace: "a", name: metadata.name }] : [];
    const { store, backend } = openWith({ deletedWith });
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "x", namespace: "a" } };
    const reference = { apiVersion: "v1", kind: "Secret", namespace: "a", name: "x" };
    await store.create(secret);
    await store.create(configMap("x"));
    await store.delete(secrets, reference);
    expect(backend.writes.slice(2).map(({ type, key }) => `${type} ${key.kind}`)).toEqual([
      "delete Secret",
      "delete ConfigMap",
    ]);
    await store.create(secret);
    expect((await store.delete(secrets, reference)).type).toBe("deleted");
  });
});
