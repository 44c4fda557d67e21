import { customResourceDefinitions, type KubernetesObject, type Stored } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import type { KindNames } from "../src/custom-kind-rules.js";
import type { CustomResourceDefinition, DefinitionVersion } from "../src/definition.js";
import { kindDefinitionsOf } from "../src/kind-definitions.js";
import { customKindRules } from "../src/kind-rules.js";
import { type Content, content, widgetDefinition } from "./widgets.js";

const replicas: SchemaNode = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer", default: 1, minimum: 0 },
        color: { type: "string", enum: ["red", "blue"] },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
      "x-kubernetes-validations": [{ rule: "self.replicas < 10", message: "too many" }],
    },
    status: { type: "object", properties: { replicas: { type: "integer" }, selector: { type: "string" } } },
  },
};
const withStatus: Partial<DefinitionVersion> = { subresources: { status: {} } };
const kind = { apiVersion: "example.com/v1", kind: "Widget" } as const;
const one = { ...kind, namespace: "default", name: "one" };

const widget = (spec: unknown, rest: Content = {}) =>
  ({ ...kind, metadata: { name: "one", namespace: "default" }, spec, ...rest }) as KubernetesObject;

async function openWith(definition: CustomResourceDefinition) {
  const opened = openRegistry();
  const { status: _status, ...created } = definition;
  await opened.store.create(created);
  return opened;
}

describe("a definition in the registry", () => {
  it("gets its accepted names, its conditions and its stored version with the write itself", async () => {
    const { store } = openRegistry();
    const definition = widgetDefinition();
    const names = { plural: "widgets", kind: "Widget", shortNames: ["wd"] };
    await store.create({ ...definition, spec: { ...definition.spec, names } } as KubernetesObject);
    const stored = await store.get(customResourceDefinitions, { name: "widgets.example.com" });
    const accepted = {
      plural: "widgets",
      singular: "widget",
      kind: "Widget",
      listKind: "WidgetList",
      shortNames: ["wd"],
    };
    expect(stored.spec?.names).toEqual(accepted);
    expect(stored.spec?.conversion).toEqual({ strategy: "None" });
    expect(stored.status).toEqual({
      acceptedNames: accepted,
      storedVersions: ["v1"],
      conditions: [
        {
          lastTransitionTime: "2025-01-01T00:00:00Z",
          message: "no conflicts found",
          reason: "NoConflicts",
          status: "True",
          type: "NamesAccepted",
        },
        {
          lastTransitionTime: "2025-01-01T00:00:00Z",
          message: "the initial names have been accepted",
          reason: "InitialNamesAccepted",
          status: "True",
          type: "Established",
        },
      ],
    });
    expect(stored.metadata.generation).toBe(1);
  });

  it("is deleted with all its objects without expiring a continue token of another list", async () => {
    const { store, clock } = await openWith(widgetDefinition());
    const maps = { apiVersion: "v1", kind: "ConfigMap" } as const;
    for (const name of ["a", "b"]) await store.create({ ...maps, metadata: { name, namespace: "default" } });
    for (let index = 0; index < 70; index++) {
      await store.create({ ...kind, metadata: { name: `w${index}`, namespace: "default" } });
    }
    const page = await store.list(maps, { limit: 1 });
    await store.delete(customResourceDefinitions, { name: "widgets.example.com" });
    await clock.settle();
    expect((await store.list(customResourceDefinitions)).items).toEqual([]);
    expect((await store.list(maps, { continue: page.continue })).items).toHaveLength(1);
  });

  it("is not served if its names are taken", async () => {
    const { store } = await openWith(widgetDefinition());
    const other = widgetDefinition();
    const names = { plural: "gadgets", singular: "widget", kind: "Widget", listKind: "GadgetList" };
    await store.create({
      ...other,
      metadata: { name: "gadgets.example.com" },
      spec: { ...other.spec, names },
    } as KubernetesObject);
    const stored = await store.get(customResourceDefinitions, { name: "gadgets.example.com" });
    expect(
      stored.status?.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message]),
    ).toEqual([
      ["NamesAccepted", "False", "KindConflict", '"Widget" is already in use'],
      ["Established", "False", "NotAccepted", "not all names are accepted"],
    ]);
    expect(stored.status?.acceptedNames).toEqual({ plural: "gadgets", listKind: "GadgetList" });
  });
});

describe("a custom object in the registry", () => {
  it("is defaulted and pruned by its schema", async () => {
    const { store } = await openWith(widgetDefinition(replicas));
    const created = await store.create(widget({ color: "red", unknown: 1, free: { any: [1] } }), {
      fieldValidation: "Ignore",
    });
    expect(content(created).spec).toEqual({ color: "red", free: { any: [1] }, replicas: 1 });
  });

  it("that violates its schema is refused with a Status that names the fields", async () => {
    const { store } = await openWith(widgetDefinition(replicas));
    await expect(store.create(widget({ replicas: -1, color: "green" }))).rejects.toMatchObject({
      code: "Invalid",
      message:
        'Widget.example.com "one" is invalid: [spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0, spec.color: Unsupported value: "green": supported values: "red", "blue", <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    });
    await expect(store.create(widget({ replicas: 10 }))).rejects.toMatchObject({
      code: "Invalid",
      message: 'Widget.example.com "one" is invalid: spec: Invalid value: "object": too many',
    });
  });

  it("AP-22: with a status subresource, only changes outside status and metadata increment the generation", async () => {
    const { store } = await openWith(widgetDefinition(replicas, withStatus));
    const created = await store.create(widget({ replicas: 2 }, { status: { replicas: 9 } }));
    expect(content(created).status).toBeUndefined();
    expect(created.metadata.generation).toBe(1);
    const reported = await store.update({ ...created, status: { replicas: 2 } } as Stored, { subresource: "status" });
    expect([content(reported).status, reported.metadata.generation]).toEqual([{ replicas: 2 }, 1]);
    const labelled = await store.update({ ...reported, metadata: { ...reported.metadata, labels: { a: "b" } } });
    expect(labelled.metadata.generation).toBe(1);
    const changed = await store.update({ ...labelled, spec: { replicas: 3 }, status: {} } as Stored);
    expect([content(changed).status, changed.metadata.generation]).toEqual([{ replicas: 2 }, 2]);
  });

  it("AP-22: without one, a change of status increments it too", async () => {
    const { store } = await openWith(widgetDefinition(replicas));
    const created = await store.create(widget({ replicas: 2 }, { status: { replicas: 9 } }));
    expect(content(created).status).toEqual({ replicas: 9 });
    const changed = await store.update({ ...created, status: { replicas: 2 } } as Stored);
    expect([content(changed).status, changed.metadata.generation]).toEqual([{ replicas: 2 }, 2]);
  });

  it("has a /scale if its definition specifies one", async () => {
    const scale = {
      specReplicasPath: ".spec.replicas",
      statusReplicasPath: ".status.replicas",
      labelSelectorPath: ".status.selector",
    };
    const { store } = await openWith(widgetDefinition(replicas, { subresources: { status: {}, scale } }));
    const created = await store.create(widget({ replicas: 2 }));
    await store.update({ ...created, status: { replicas: 1, selector: "a=b" } } as Stored, { subresource: "status" });
    const seen = content(await store.subresource(one, one, "scale").get());
    expect([seen.kind, seen.spec, seen.status]).toEqual(["Scale", { replicas: 2 }, { replicas: 1, selector: "a=b" }]);
    const patch = { type: "merge", value: { spec: { replicas: 5 } } } as const;
    await store.subresource(one, one, "scale").patch(patch);
    expect(content(await store.get(one, one)).spec).toEqual({ replicas: 5 });
  });

  it("is available in every served version, and stored in one", async () => {
    const definition = widgetDefinition();
    const version = (name: string, rest: Partial<DefinitionVersion>): DefinitionVersion => ({
      name,
      served: true,
      storage: false,
      schema: { openAPIV3Schema: replicas },
      ...rest,
    });
    const versions = [version("v1", {}), version("v2", { storage: true }), version("v3", { served: false })];
    const { store } = await openWith({ ...definition, spec: { ...definition.spec, versions } });
    await store.create(widget({ replicas: 2 }));
    const second = await store.get({ ...one, apiVersion: "example.com/v2" }, one);
    expect([second.apiVersion, content(second).spec]).toEqual(["example.com/v2", { replicas: 2 }]);
    await expect(store.get({ ...one, apiVersion: "example.com/v3" }, one)).rejects.toMatchObject({
      code: "NoKindMatch",
    });
  });

  it("is deleted with its definition", async () => {
    const { store, clock } = await openWith(widgetDefinition(replicas));
    await store.create(widget({}));
    const name = "widgets.example.com";
    const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name };
    await store.delete(customResourceDefinitions, definition);
    await clock.advance(1000);
    await expect(store.get(customResourceDefinitions, definition)).rejects.toMatchObject({ code: "NotFound" });
    await expect(store.list(kind)).rejects.toMatchObject({ code: "NoKindMatch" });
  });
});

describe("the names of a definition", () => {
  const now = "2025-01-01T00:00:00Z";
  const taken: KindNames = {
    plural: "gadgets",
    singular: "gadget",
    shortNames: ["g"],
    kind: "Gadget",
    listKind: "GadgetList",
  };
  const accept = (names: NonNullable<CustomResourceDefinition["spec"]>["names"], others: readonly KindNames[]) => {
    const definition = widgetDefinition();
    const spec = { ...definition.spec, names };
    const result = customKindRules.withStatus(
      { ...definition, spec } as never,
      others,
      now,
    ) as CustomResourceDefinition;
    const named = result.status?.conditions?.find(({ type }) => type === "NamesAccepted");
    return [named?.status, named?.reason, named?.message];
  };
  const names = { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" };

  it.each([
    [{ ...names, plural: "gadgets" }, "PluralConflict", '"gadgets" is already in use'],
    [{ ...names, plural: "g" }, "PluralConflict", '"g" is already in use'],
    [{ ...names, singular: "gadgets" }, "SingularConflict", '"gadgets" is already in use'],
    [{ ...names, shortNames: ["g"] }, "ShortNamesConflict", '"g" is already in use'],
    [
      { ...names, shortNames: ["g", "gadget", "w"] },
      "ShortNamesConflict",
      '["g" is already in use, "gadget" is already in use]',
    ],
    [{ ...names, kind: "GadgetList" }, "KindConflict", '"GadgetList" is already in use'],
    [{ ...names, listKind: "Gadget" }, "ListKindConflict", '"Gadget" is already in use'],
  ])("%j conflict with those of another definition", (wanted, reason, message) => {
    expect(accept(wanted, [taken])).toEqual(["False", reason, message]);
  });

  it("are accepted if they are free, and the definition is unchanged if nothing changes", () => {
    expect(accept(names, [taken])).toEqual(["True", "NoConflicts", "no conflicts found"]);
    const once = customKindRules.withStatus(widgetDefinition() as never, [], now) as Stored;
    expect(customKindRules.withStatus(once, [], "2026-01-01T00:00:00Z")).toBe(once);
  });
});

describe("the kinds of a definition", () => {
  it("have its columns, and the age if it has none", () => {
    const columns = [{ name: "Color", type: "string", jsonPath: ".spec.color", priority: 1 }];
    const [plain] = kindDefinitionsOf(widgetDefinition());
    const [named] = kindDefinitionsOf(widgetDefinition(replicas, { additionalPrinterColumns: columns }));
    expect(plain?.columns.map(({ name, jsonPath }) => [name, jsonPath])).toEqual([
      ["Name", undefined],
      ["Age", ".metadata.creationTimestamp"],
    ]);
    expect(named?.columns.map(({ name, jsonPath, priority }) => [name, jsonPath, priority])).toEqual([
      ["Name", undefined, 0],
      ["Color", ".spec.color", 1],
    ]);
  });

  it("have its scope, its subresources and its selectable fields", () => {
    const [found] = kindDefinitionsOf(
      widgetDefinition(replicas, { ...withStatus, selectableFields: [{ jsonPath: ".spec.color" }] }),
    );
    expect(found).toMatchObject({
      namespaced: true,
      subresources: [{ name: "status", verbs: ["get", "patch", "update"] }],
      selectableFields: ["spec.color"],
      hasGeneration: "content",
      defaultDeletionPolicy: "background",
    });
  });
});
