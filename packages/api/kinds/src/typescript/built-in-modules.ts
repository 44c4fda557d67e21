import { compareVersions, type SchemaNode } from "@engenho/machinery";
import { isStored, type KindDefinition } from "@engenho/registry";
import { describe } from "../descriptions.js";
import { optionalSchemas } from "../optional/optional-schemas.js";
import { docComment } from "./doc-comment.js";
import { tokenName } from "./names.js";
import { fieldsText, type TypeTextOptions, typeText } from "./type-text.js";

const head =
  "// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.\n";

/** The files of the version of Kubernetes that the descriptions come from. */
const upstreamFiles = "https://github.com/kubernetes/kubernetes/blob/release-1.34";

/** Definitions that are not structs, and the types of fields that refer to them. */
const scalarTypes: ReadonlyMap<string, string> = new Map([
  ["resource.Quantity", "Quantity"],
  ["meta.v1.Time", "Time"],
  ["meta.v1.MicroTime", "MicroTime"],
  ["util.intstr.IntOrString", "IntOrString"],
  ["runtime.RawExtension", "unknown"],
  ["meta.v1.FieldsV1", "unknown"],
  ["meta.v1.Patch", "unknown"],
  ["apiextensions.v1.JSON", "unknown"],
  ["apiextensions.v1.JSONSchemaPropsOrArray", "JSONSchemaProps | readonly JSONSchemaProps[]"],
  ["apiextensions.v1.JSONSchemaPropsOrBool", "JSONSchemaProps | boolean"],
  ["apiextensions.v1.JSONSchemaPropsOrStringArray", "JSONSchemaProps | readonly string[]"],
]);

/** Hand-written, in `object.ts` of the types. */
const objectTypes = ["KubernetesObject", "ManagedFieldsEntry", "ObjectMeta", "OwnerReference"];
const scalarNames = ["IntOrString", "MicroTime", "Quantity", "Time"];

/** A definition by the parts of its name: `io.k8s.api.apps.v1.Deployment` is Deployment in `apps-v1`. */
interface Place {
  readonly module: string;
  readonly name: string;
}

function placeOf(definitionName: string): Place {
  const [group = "", version, name = ""] = definitionName.split(".").slice(-3);
  return { module: `${group}-${version}`, name };
}

function scalarOf(definitionName: string): string | undefined {
  for (const [suffix, type] of scalarTypes) if (definitionName.endsWith(`.${suffix}`)) return type;
  return undefined;
}

function isStruct(definitionName: string): boolean {
  const { module, name } = placeOf(definitionName);
  return scalarOf(definitionName) === undefined && !objectTypes.includes(name) && /-v\d/.test(module);
}

/** `apps-v1` as the namespace of its types: `appsV1`. */
function namespaceOf(module: string): string {
  return module.replace(/-v/, "V");
}

/**
 * The sources of `@engenho/types` below `src/generated/`: file name -> text. One module per API version, and an index.
 * `kinds` are those that are served, in every version: each that is stored gets a token.
 */
export function builtInModules(kinds: readonly KindDefinition[]): ReadonlyMap<string, string> {
  const byModule = new Map<string, string[]>();
  for (const name of optionalSchemas.names().filter(isStruct)) {
    const { module } = placeOf(name);
    byModule.set(module, [...(byModule.get(module) ?? []), name]);
  }
  const modules = [...byModule.keys()].sort();
  const files = modules.map(
    (module) => [`${module}.ts`, moduleText(module, byModule.get(module) ?? [], kinds)] as const,
  );
  return new Map([...files, ["index.ts", indexText(modules, kinds)]]);
}

function moduleText(module: string, definitions: readonly string[], kinds: readonly KindDefinition[]): string {
  /** The names that each module imports: module -> names. */
  const imports = new Map<string, Set<string>>();
  const use = (from: string, name: string) => imports.set(from, (imports.get(from) ?? new Set()).add(name));
  const options: TypeTextOptions = {
    indent: "",
    typeOfReference(definitionName) {
      const scalar = scalarOf(definitionName);
      const place = placeOf(definitionName);
      if (scalar !== undefined) {
        if (scalarNames.includes(scalar)) use("../scalars.js", scalar);
        return scalar;
      }
      if (objectTypes.includes(place.name)) use("../object.js", place.name);
      else if (place.module !== module) use(`./${place.module}.js`, place.name);
      return place.name;
    },
  };
  const types = definitions.map((name) =>
    structText(placeOf(name).name, withAbsoluteLinks(describe(name) as SchemaNode), options, use),
  );
  const tokens = kinds
    .filter((kind) => isStored(kind) && placeOf(kind.schemaName as string).module === module)
    .map(tokenText);
  if (tokens.length > 0) use("../kind-token.js", "KindToken");
  const importLines = [...imports]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([from, names]) => {
      const list = [...names].sort().join(", ");
      const isKinds = from === "../kind-token.js";
      return isKinds
        ? `import { defineKind, type ${list} } from "${from}";\n`
        : `import type { ${list} } from "${from}";\n`;
    });
  return [head + importLines.join(""), ...types, tokens.join("")].filter((part) => part !== "").join("\n");
}

/** Some descriptions link to files of upstream's repository by their paths. */
function withAbsoluteLinks(node: SchemaNode): SchemaNode {
  const { description, properties } = node;
  return {
    ...node,
    ...(description === undefined ? {} : { description: description.replaceAll("](/pkg/", `](${upstreamFiles}/pkg/`) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, withAbsoluteLinks(property)]),
          ),
        }),
  };
}

function structText(
  name: string,
  node: SchemaNode,
  options: TypeTextOptions,
  use: (from: string, name: string) => void,
): string {
  const doc = docComment(node.description, "");
  if (node.properties === undefined) return `${doc}export type ${name} = ${typeText(node, options)};\n`;
  const [kind, ...more] = node["x-kubernetes-group-version-kind"] ?? [];
  if (kind === undefined || more.length > 0) return `${doc}export interface ${name} {\n${fieldsText(node, options)}}\n`;
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...properties } = node.properties;
  const isObject = metadata?.$ref?.endsWith(".ObjectMeta") === true;
  if (isObject) for (const used of ["KubernetesObject", "ObjectMeta"]) use("../object.js", used);
  const version = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
  const metadataType = metadata === undefined ? undefined : options.typeOfReference(metadata.$ref as string);
  return [
    `${doc}export interface ${name}${isObject ? " extends KubernetesObject" : ""} {\n`,
    `  readonly apiVersion: "${version}";\n  readonly kind: "${kind.kind}";\n`,
    metadataType === undefined || isObject ? "" : docComment(metadata?.description, "  "),
    metadataType === undefined ? "" : `  readonly metadata: ${metadataType};\n`,
    `${fieldsText({ ...node, properties }, options)}}\n`,
  ].join("");
}

function tokenText({ group, version, kind, plural, namespaced }: KindDefinition): string {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const scope = namespaced ? "" : ", namespaced: false";
  const token = `{ apiVersion: "${apiVersion}", kind: "${kind}"${scope} }`;
  const doc = `/** The kind token of ${apiVersion} ${kind}${namespaced ? "" : ", which is cluster-scoped"}. */\n`;
  return `${doc}export const ${tokenName({ kind, plural })}: KindToken<${kind}> = /* @__PURE__ */ defineKind(${token});\n`;
}

/**
 * Each version's module as a namespace, and the kinds and their tokens by their plain names: for a kind served in several
 * versions those of the newest stable one, for a name in two groups those of the first.
 */
function indexText(modules: readonly string[], kinds: readonly KindDefinition[]): string {
  const plain = new Map<string, string[]>();
  const taken = new Set<string>();
  const offer = (module: string, name: string, exported: string) => {
    if (taken.has(name)) return;
    taken.add(name);
    plain.set(module, [...(plain.get(module) ?? []), exported]);
  };
  for (const kind of preferredFirst(kinds.filter(isStored))) {
    const { module, name } = placeOf(kind.schemaName as string);
    offer(module, tokenName(kind), tokenName(kind));
    offer(module, name, `type ${name}`);
  }
  const answered = kinds.filter((kind) => !isStored(kind));
  for (const schemaName of [...answered.map(({ schemaName }) => schemaName), ...subresourceBodies(kinds)]) {
    const { module, name } = placeOf(schemaName as string);
    offer(module, name, `type ${name}`);
  }
  const lines = modules.map((module) => {
    const names = plain.get(module)?.sort((left, right) => bare(left).localeCompare(bare(right), "en"));
    const list = names === undefined ? "" : exportLine(names, module);
    const doc = docComment(`The types and kind tokens of ${module.replace("-", "/")}.`, "");
    return `${doc}export * as ${namespaceOf(module)} from "./${module}.js";\n${list}`;
  });
  return `${head}${lines.join("")}`;
}

function exportLine(names: readonly string[], module: string): string {
  const areTypes = names.every((name) => name.startsWith("type "));
  const list = areTypes ? `type { ${names.map(bare).join(", ")} }` : `{ ${names.join(", ")} }`;
  return `export ${list} from "./${module}.js";\n`;
}

function bare(exported: string): string {
  return exported.replace("type ", "");
}

function preferredFirst(kinds: readonly KindDefinition[]): readonly KindDefinition[] {
  return kinds.toSorted((left, right) =>
    left.group === right.group && left.kind === right.kind ? compareVersions(left.version, right.version) : 0,
  );
}

function subresourceBodies(kinds: readonly KindDefinition[]): readonly string[] {
  const all = kinds.flatMap(({ subresources }) => subresources.map(({ schemaName }) => schemaName));
  return [...new Set(all.filter((name) => name !== undefined))].sort();
}
