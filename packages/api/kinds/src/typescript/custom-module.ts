import type { CustomResourceDefinition } from "@engenho/core";
import { compareVersions, type SchemaNode } from "@engenho/machinery";
import { docComment } from "./doc-comment.js";
import { tokenName } from "./names.js";
import { fieldsText, type TypeTextOptions } from "./type-text.js";

type DefinitionVersion = CustomResourceDefinition["spec"]["versions"][number];

const options: TypeTextOptions = {
  indent: "",
  typeOfReference: () => "unknown",
};

/**
 * A TypeScript module with the types and the tokens of the kinds that CustomResourceDefinitions define, in every served version. The
 * newest stable version of a kind has the plain names, `Website` and `websites`; others have the version in theirs. `spec` and
 * `status` are types of their own. Rules and bounds are not part of a type.
 */
export function customResourceModule(definitions: readonly CustomResourceDefinition[]): string {
  const kinds = definitions.flatMap((definition) =>
    definition.spec.versions
      .filter(({ served }) => served)
      .toSorted((left, right) => compareVersions(left.name, right.name))
      .map((version, index) => kindText(definition, version, index === 0 ? "" : capitalised(version.name))),
  );
  const body = kinds.join("\n");
  const used = ["IntOrString", "KindToken", "KubernetesObject", "ObjectMeta"].filter((name) => body.includes(name));
  const names = ["defineKind", ...used.map((name) => `type ${name}`)].join(", ");
  return `// Written by \`engenho types\`: do not edit.\nimport { ${names} } from "@engenho/core";\n\n${body}`;
}

function kindText(
  { spec: { group, names, scope } }: CustomResourceDefinition,
  version: DefinitionVersion,
  suffix: string,
) {
  const type = `${identifier(names.kind)}${suffix}`;
  const token = `${tokenName(names).replaceAll("-", "")}${suffix}`;
  const apiVersion = `${group}/${version.name}`;
  // The type describes any JSON Schema, whereas a definition may have structural schemas only.
  const schema = (version.schema?.openAPIV3Schema ?? {}) as SchemaNode;
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...properties } = schema.properties ?? {};
  const parts: string[] = [];
  const fields: Record<string, SchemaNode> = Object.create(null);
  for (const [field, node] of Object.entries(properties)) {
    if (node.type !== "object" || node.properties === undefined) fields[field] = node;
    else {
      const part = `${type}${capitalised(field)}`;
      parts.push(`${docComment(node.description, "")}export interface ${part} {\n${fieldsText(node, options)}}\n`);
      fields[field] = { ...withDescription(node), $ref: part };
    }
  }
  const own = fieldsText({ ...schema, properties: fields }, { ...options, typeOfReference: (name) => name });
  const scoped = scope === "Cluster" ? "  namespaced: false,\n" : "";
  return [
    `${docComment(schema.description ?? `${names.kind} of ${apiVersion}.`, "")}export interface ${type} extends KubernetesObject {\n`,
    `  readonly apiVersion: ${JSON.stringify(apiVersion)};\n  readonly kind: ${JSON.stringify(names.kind)};\n`,
    `  readonly metadata: ObjectMeta;\n${own}}\n`,
    ...parts.map((part) => `\n${part}`),
    `\n/** The kind token of ${apiVersion} ${names.kind}. */\n`,
    `export const ${token}: KindToken<${type}> = defineKind({\n`,
    `  apiVersion: ${JSON.stringify(apiVersion)},\n  kind: ${JSON.stringify(names.kind)},\n${scoped}});\n`,
  ].join("");
}

function withDescription({ description, nullable }: SchemaNode): SchemaNode {
  return { ...(description === undefined ? {} : { description }), ...(nullable === true ? { nullable } : {}) };
}

/** Kinds are DNS labels except for their capitals, so they may have hyphens. */
function identifier(kind: string): string {
  return kind.split("-").map(capitalised).join("");
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
