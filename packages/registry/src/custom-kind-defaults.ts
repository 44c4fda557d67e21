import type { KubernetesObject, Stored } from "@engenho/core";
import type { KindDefinition, SchemaNode } from "@engenho/kinds";
import type { CustomKind, CustomKindRules, KindNames } from "./custom-kind-rules.js";

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface Definition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: {
      readonly plural: string;
      readonly singular?: string;
      readonly kind: string;
      readonly listKind?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly schema?: { readonly openAPIV3Schema?: SchemaNode };
      readonly subresources?: {
        readonly status?: object;
        readonly scale?: {
          readonly specReplicasPath: string;
          readonly statusReplicasPath: string;
          readonly labelSelectorPath?: string;
        };
      };
    }[];
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const isTrue = (definition: Definition, type: string) =>
  definition.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") === true;

export const customKindRules: CustomKindRules = {
  withStatus(stored: Stored, _others: readonly KindNames[], now: string): KubernetesObject {
    const definition = stored as Stored<Definition>;
    if (isTrue(definition, "Established")) return definition;
    const conditions = [
      {
        type: "NamesAccepted",
        status: "True",
        lastTransitionTime: now,
        reason: "NoConflicts",
        message: "no conflicts found",
      },
      {
        type: "Established",
        status: "True",
        lastTransitionTime: now,
        reason: "InitialNamesAccepted",
        message: "the initial names have been accepted",
      },
    ];
    const storedVersions = definition.spec.versions.filter((version) => version.storage).map((version) => version.name);
    return {
      ...definition,
      status: { ...definition.status, conditions, acceptedNames: definition.spec.names, storedVersions },
    } as KubernetesObject;
  },
  withoutObjects: (definition) => definition,
  kindOf(stored: Stored): CustomKind | undefined {
    const definition = stored as Stored<Definition>;
    if (!isTrue(definition, "Established")) return undefined;
    const { group, names, versions, scope } = definition.spec;
    const storage = versions.find((version) => version.storage) ?? versions[0];
    return {
      storedApiVersion: `${group}/${storage?.name}`,
      definitions: versions
        .filter((version) => version.served)
        .map((version): KindDefinition => {
          const body = { group, version: version.name, kind: names.kind };
          const scale = version.subresources?.scale;
          return {
            ...body,
            listKind: names.listKind ?? `${names.kind}List`,
            plural: names.plural,
            singular: names.singular ?? names.kind.toLowerCase(),
            shortNames: names.shortNames ?? [],
            categories: names.categories ?? [],
            namespaced: scope === "Namespaced",
            verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            subresources: [
              ...(version.subresources?.status === undefined
                ? []
                : [{ name: "status", verbs: ["get", "patch", "update"], body }]),
              ...(scale === undefined
                ? []
                : [
                    {
                      name: "scale",
                      verbs: ["get", "patch", "update"],
                      body: { group: "autoscaling", version: "v1", kind: "Scale" },
                      scale,
                    },
                  ]),
            ],
            schema: version.schema?.openAPIV3Schema ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            columns: [],
            hasGeneration: "content",
            defaultDeletionPolicy: "background",
          };
        }),
    };
  },
};
