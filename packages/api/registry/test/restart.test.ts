import { type CustomResourceDefinition, customResourceDefinitions, StoreError, silentLogger } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createStandardRegistry } from "@engenho/standard-registry";
import type { Backend } from "@engenho/storage";
import { describe, expect, it, vi } from "vitest";
import { TableBackend } from "./support/table-backend.js";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w", namespace: "a" } };

describe("a registry over a backend with existing objects", () => {
  for (const [title, delays] of [
    ["at once", undefined],
    ["later", seededRandom(5)],
  ] as const) {
    it(`serves the custom kinds that are defined there (a backend that answers ${title})`, async () => {
      const backend = new TableBackend(delays === undefined ? {} : { delays });
      const setup = { clock: new FakeClock(), random: seededRandom(1) };
      const before = createStandardRegistry(backend, setup);
      await before.create(definition);
      await before.create(widget);
      const after = createStandardRegistry(backend, setup);
      const found = await after.get({ apiVersion: "example.com/v1", kind: "Widget" }, { namespace: "a", name: "w" });
      expect(found.metadata.name).toBe("w");
      expect((await after.kinds()).some((kind) => kind.kind === "Widget")).toBe(true);
    });
  }

  it("completes the deletion of a definition that had begun", async () => {
    const backend = new TableBackend();
    const clock = new FakeClock();
    const setup = { clock, random: seededRandom(1) };
    const before = createStandardRegistry(backend, setup);
    await before.create(definition);
    const metadata = { ...widget.metadata, finalizers: ["example.com/keep"] };
    await before.create({ ...widget, metadata });
    const reference = { ...definition, name: definition.metadata.name };
    await before.delete(customResourceDefinitions, reference);
    await clock.settle();

    const after = createStandardRegistry(backend, setup);
    const held = await after.get({ apiVersion: "example.com/v1", kind: "Widget" }, { namespace: "a", name: "w" });
    await expect(after.create({ ...widget, metadata: { name: "late", namespace: "a" } })).rejects.toMatchObject({
      code: "MethodNotAllowed",
      message: "create not allowed while custom resource definition is terminating",
    });
    await after.update({ ...held, metadata: { ...held.metadata, finalizers: [] } });
    await clock.settle();
    await expect(after.get(customResourceDefinitions, reference)).rejects.toMatchObject({ code: "NotFound" });
  });

  /** A backend whose owner dies, or whose disk is full, after so many commits. */
  function endingAfter(backend: TableBackend, commits: number): Backend {
    let left = commits;
    return new Proxy<Backend>(backend, {
      get(target, property) {
        if (property === "commit" && left-- <= 0) {
          return () => {
            throw new StoreError("InternalError", "no space left on device");
          };
        }
        const value = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  const named = (name: string) => ({
    ...definition,
    metadata: { name: `${name}.example.com` },
    spec: { ...definition.spec, names: { ...definition.spec.names, plural: name, singular: name.slice(0, -1) } },
  });

  for (const [title, delays] of [
    ["at once", undefined],
    ["later", seededRandom(6)],
  ] as const) {
    it(`writes the conditions that the author of a definition could not write any more (a backend that answers ${title})`, async () => {
      const backend = new TableBackend(delays === undefined ? {} : { delays });
      const setup = { clock: new FakeClock(), random: seededRandom(1), logger: silentLogger };
      const dying = [1, 2].map(() => createStandardRegistry(endingAfter(backend, 1), setup));
      for (const store of dying) await store.kinds();
      // The second one is for the same kind: the first has it once both are loaded.
      for (const [index, object] of [definition, named("zebras")].entries()) {
        await expect(dying[index]?.create(object)).rejects.toThrow("no space left on device");
      }
      const { items } = await backend.list({ group: "apiextensions.k8s.io", kind: definition.kind }, {});
      expect(items.map((object) => (object as CustomResourceDefinition).status?.conditions?.length ?? 0)).toEqual([
        0, 0,
      ]);

      const after = createStandardRegistry(backend, setup);
      await after.create(widget);
      const conditions = async (name: string) =>
        (await after.get(customResourceDefinitions, { name })).status?.conditions?.map(
          ({ type, status, reason }) => `${type} ${status} ${reason}`,
        );
      expect(await conditions("widgets.example.com")).toEqual([
        "NamesAccepted True NoConflicts",
        "Established True InitialNamesAccepted",
      ]);
      expect(await conditions("zebras.example.com")).toEqual([
        "NamesAccepted False ListKindConflict",
        "Established False NotAccepted",
      ]);
      const written = backend.writes.length;
      await createStandardRegistry(backend, setup).kinds();
      expect(backend.writes.length).toBe(written);
    });
  }

  it("serves everything else if those conditions cannot be written, and says so", async () => {
    const backend = new TableBackend();
    const logger = { ...silentLogger, error: vi.fn() };
    const setup = { clock: new FakeClock(), random: seededRandom(1), logger };
    await expect(createStandardRegistry(endingAfter(backend, 1), setup).create(definition)).rejects.toThrow();
    const full = createStandardRegistry(endingAfter(backend, 0), setup);
    const kinds = await full.kinds();
    expect(kinds.some(({ kind }) => kind === "ConfigMap")).toBe(true);
    expect(kinds.some(({ kind }) => kind === "Widget")).toBe(false);
    expect(logger.error).toHaveBeenCalledWith(
      expect.objectContaining({ name: "widgets.example.com" }),
      "could not write the status of a CustomResourceDefinition",
    );
  });
});
