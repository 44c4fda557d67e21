import { defineKind } from "@engenho/kinds";
import { type KindDefinition, type KindSource, type RegistryContext, statusSubresource } from "@engenho/registry";
import { withCleanup } from "./cleanup.js";
import { CustomKinds } from "./custom-kinds.js";
import { customKindRules, definitionStrategy } from "./rules.js";

/** The kinds of apiextensions.k8s.io/v1: CustomResourceDefinition. */
export function definitionKinds(): readonly KindDefinition[] {
  return kinds;
}

const kinds: readonly KindDefinition[] = Object.freeze([
  defineKind({
    group: "apiextensions.k8s.io",
    version: "v1",
    kind: "CustomResourceDefinition",
    schemaName: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    subresources: ["status"],
    // Upstream still stores it in this version (apiextensions-apiserver, cmd/server/options: LegacyCodec).
    storageVersion: "v1beta1",
    hasGeneration: "spec",
    strategy: () =>
      withCleanup({
        ...statusSubresource({}),
        ...definitionStrategy,
        qualifiedFinalizers: false,
      }),
  }),
]);

/** Serves the kinds that CustomResourceDefinitions define: the `kindSource` of a registry. */
export function customKinds(context: RegistryContext): KindSource {
  return new CustomKinds(context, () => customKindRules);
}
