import { customResourceDefinitions } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createStandardRegistry } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
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
});
