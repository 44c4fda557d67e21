import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { jsonOf, type SchemaNode } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import type { MaybeWork } from "../../machinery/src/work/long-work.js";
import type { Strategy } from "../../registry/src/model/strategy.js";
import { atOnce } from "../../registry/test/support/at-once.js";
import { customResourceStrategy } from "../src/custom-resource-strategy.js";
import type { CustomResourceDefinition, DefinitionVersion } from "../src/definition.js";
import { kindDefinitionsOf } from "../src/kind-definitions.js";

export type Content = Readonly<Record<string, unknown>>;

/** A definition of namespaced Widgets with one version. */
export function widgetDefinition(
  schema: SchemaNode = { type: "object" },
  version: Partial<DefinitionVersion> = {},
): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      conversion: { strategy: "None" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
    },
  };
}

/** The kind of Widgets whose `spec` follows a schema. */
export function widgetKind(spec: SchemaNode, version: Partial<DefinitionVersion> = {}): KindDefinition {
  const schema: SchemaNode = { type: "object", properties: { spec, status: { type: "object" } } };
  return kindDefinitionsOf(widgetDefinition(schema, version))[0] as KindDefinition;
}

/** A stored Widget with this spec. */
export function widget(spec: unknown, rest: Content = {}): Stored {
  return {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "one", namespace: "default", resourceVersion: "1", uid: "u-1" },
    spec,
    ...rest,
  } as Stored;
}

/** The errors of Widgets with a schema, each as `field: message`. */
export function widgetChecks(spec: SchemaNode, version: Partial<DefinitionVersion> = {}) {
  const strategy: Strategy = customResourceStrategy(widgetKind(spec, version));
  return {
    create: (value: unknown): readonly string[] => texts(strategy.validateCreate?.(widget(value))),
    update: (value: unknown, old: unknown): readonly string[] =>
      texts(strategy.validateUpdate?.(widget(value), widget(old))),
  };
}

/** Causes as `field: message`. */
export function texts(
  causes: MaybeWork<readonly StatusCause[]> | Promise<readonly StatusCause[]> = [],
): readonly string[] {
  if (causes instanceof Promise) throw new Error("the strategy waits");
  return atOnce(causes).map(({ field, message }) => `${field}: ${message}`);
}

/** The type of an object, without constraints. */
export function content(object: KubernetesObject): Content {
  return jsonOf(object);
}
