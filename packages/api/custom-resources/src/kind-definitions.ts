import { scaleSubresource } from "@engenho/kinds";
import { compareVersions, type SchemaNode } from "@engenho/machinery";
import type { KindDefinition, SubresourceDefinition } from "@engenho/registry";
import { customColumns } from "./custom-columns.js";
import type { CustomResourceDefinition, DefinitionVersion } from "./definition.js";

/** In upstream's order (customresource_discovery_controller.go). */
const verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subresourceVerbs = ["get", "patch", "update"];
const anything: SchemaNode = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** The kinds of a definition: one for each served version, with the accepted names. */
export function kindDefinitionsOf(definition: CustomResourceDefinition): readonly KindDefinition[] {
  return (definition.spec?.versions ?? [])
    .filter((version) => version.served === true)
    .map((version) => kindDefinitionOf(definition, version));
}

/** The name of the storage version. */
export function storageVersionOf(definition: CustomResourceDefinition): string | undefined {
  return definition.spec?.versions?.find((version) => version.storage === true)?.name;
}

function kindDefinitionOf(definition: CustomResourceDefinition, version: DefinitionVersion): KindDefinition {
  const { group = "", scope, names: requested = {} } = definition.spec ?? {};
  const names = { ...requested, ...definition.status?.acceptedNames };
  const { kind = "", plural = "" } = names;
  const body = { group, version: version.name, kind };
  const selectableFields = (version.selectableFields ?? []).map(({ jsonPath = "" }) => jsonPath.replace(/^\./, ""));
  return {
    ...body,
    listKind: names.listKind ?? `${kind}List`,
    plural,
    singular: names.singular ?? kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === "Namespaced",
    verbs,
    subresources: subresourcesOf(version, body),
    schema: version.schema?.openAPIV3Schema ?? anything,
    columns: customColumns(
      version.additionalPrinterColumns?.map((column) => ({ name: "", type: "", jsonPath: "", ...column })),
    ),
    hasGeneration: "content",
    defaultDeletionPolicy: "background",
    ...(selectableFields.length === 0 ? {} : { selectableFields }),
    storageVersion: definition.spec?.versions?.find(({ storage, served }) => storage && served)?.name ?? "",
    ...(version.deprecated === true ? { deprecationWarning: deprecationWarningOf(definition, version) } : {}),
  };
}

/** The warning for requests to a deprecated version: its own text, or which newer version to use. */
function deprecationWarningOf(definition: CustomResourceDefinition, version: DefinitionVersion): string {
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const { group = "", names: { kind = "" } = {}, versions = [] } = definition.spec ?? {};
  const [newest] = versions
    .filter(({ name, served, deprecated }) => served && !deprecated && compareVersions(name, version.name) < 0)
    .map(({ name }) => name)
    .sort(compareVersions);
  const told = `${group}/${version.name} ${kind} is deprecated`;
  return newest === undefined ? told : `${told}; use ${group}/${newest} ${kind}`;
}

function subresourcesOf(
  version: DefinitionVersion,
  body: SubresourceDefinition["body"],
): readonly SubresourceDefinition[] {
  const { status, scale } = version.subresources ?? {};
  const found: SubresourceDefinition[] = [];
  if (scale !== undefined) {
    const { specReplicasPath = "", statusReplicasPath = "", labelSelectorPath } = scale;
    found.push({
      name: "scale",
      verbs: subresourceVerbs,
      body: { group: "autoscaling", version: "v1", kind: "Scale" },
      schemaName: scaleSubresource.schemaName as string,
      get schema() {
        return scaleSubresource.schema as SchemaNode;
      },
      scale: {
        specReplicasPath,
        statusReplicasPath,
        ...(labelSelectorPath === undefined || labelSelectorPath === "" ? {} : { labelSelectorPath }),
      },
    });
  }
  if (status !== undefined) found.push({ name: "status", verbs: subresourceVerbs, body });
  return found;
}
