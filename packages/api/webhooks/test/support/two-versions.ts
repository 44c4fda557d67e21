import type { KubernetesObject } from "@engenho/core";

const anything = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };

/** The definition of Widgets of example.com, served in v1, which is stored, and v2. */
export function definitionOfTwoVersions(
  conversion: object = { strategy: "None" },
  fields: object = {},
): KubernetesObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      conversion,
      versions: [
        { name: "v1", served: true, storage: true, schema: anything, ...fields },
        { name: "v2", served: true, storage: false, schema: anything, ...fields },
      ],
    },
  } as KubernetesObject;
}

export function widgets(version: string): string {
  return `/apis/example.com/${version}/namespaces/default/widgets`;
}

export function customKind(version: string, name: string, spec: object = {}) {
  return { apiVersion: `example.com/${version}`, kind: "Widget", metadata: { name }, spec };
}
