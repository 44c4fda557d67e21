// Writes src/generated/protobuf-fields.ts: which number each field of a kind has in protobuf.
//
// Usage: node scripts/generate-protobuf-fields.mjs <schemas.json> <generated.proto>...
//
// The .proto files are those of Kubernetes' published modules k8s.io/api, k8s.io/apimachinery and
// k8s.io/apiextensions-apiserver; schemas.json is the catalogue of @engenho/kinds. Field numbers never change once
// published, so newer files only add to the result.
import { readFileSync, writeFileSync } from "node:fs";

const [schemasFile, ...protoFiles] = process.argv.slice(2);
const schemas = JSON.parse(readFileSync(schemasFile, "utf8"));
const messages = new Map();
for (const file of protoFiles) readMessages(readFileSync(file, "utf8"));

/** k8s.io.api.core.v1.Pod -> io.k8s.api.core.v1.Pod, as schemas name it. */
function definitionName(protoName) {
  return protoName.replace(/^k8s\.io\./, "io.k8s.").replace("apiextensions_apiserver", "apiextensions-apiserver");
}

function readMessages(text) {
  const source = text.replace(/\/\/.*$/gm, "");
  const package_ = /^package ([\w.]+);/m.exec(source)[1];
  for (const [, name, body] of source.matchAll(/^message (\w+) \{([^}]*)\}/gm)) {
    const fields = [];
    for (const [, label, type, field, number] of body.matchAll(
      /^\s*(optional|repeated|map<)\s*([^;]*?)\s+(\w+) = (\d+)/gm,
    )) {
      const typeName = type.startsWith(".") ? type.slice(1) : `${package_}.${type}`;
      fields.push({
        field,
        number: Number(number),
        inlineType: label === "optional" ? definitionName(typeName) : undefined,
      });
    }
    messages.set(definitionName(`${package_}.${name}`), fields);
  }
}

/** Messages that Go embeds: their fields stand in the parent's JSON. */
const embedded = new Set(
  ["EphemeralContainerCommon", "LocalObjectReference", "PersistentVolumeSource", "ProbeHandler", "VolumeSource"].map(
    (name) => `io.k8s.api.core.v1.${name}`,
  ),
).add("io.k8s.api.networking.v1.IngressRuleValue");

/** The name of a field in JSON, or `>definition` for an embedded message; empty for one that the schemas do not know. */
function jsonName(properties, { field, inlineType }) {
  for (const name of [field, `$${field}`, kebab(field)]) if (Object.hasOwn(properties, name)) return name;
  const similar = Object.keys(properties).find((name) => name.toLowerCase() === field.toLowerCase());
  if (similar !== undefined) return similar;
  return embedded.has(inlineType) ? `>${inlineType}` : "";
}

function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const result = {};
/** Inline messages have no definition of their own: their fields are their parent's. */
function add(name, properties) {
  if (Object.hasOwn(result, name)) return;
  const names = [];
  result[name] = names;
  for (const entry of messageOf(name)) {
    const shown = jsonName(properties, entry);
    if (shown !== "") names[entry.number - 1] = shown;
    if (shown.startsWith(">")) add(shown.slice(1), properties);
  }
  for (let index = 0; index < names.length; index++) names[index] ??= "";
}

/** The catalogue keeps some definitions of meta.k8s.io under the group that uses them. */
function messageOf(name) {
  return messages.get(name) ?? messages.get(`io.k8s.apimachinery.pkg.apis.meta.v1.${name.split(".").at(-1)}`);
}

for (const [name, schema] of Object.entries(schemas)) {
  if (messageOf(name) !== undefined && schema.properties !== undefined) add(name, schema.properties);
}
const json = JSON.stringify(
  Object.fromEntries(
    Object.entries(result)
      .sort()
      .map(([name, names]) => [name, names.join(",")]),
  ),
);
writeFileSync(
  new URL("../src/generated/protobuf-fields.ts", import.meta.url),
  `// Written by scripts/generate-protobuf-fields.mjs: do not edit. Field numbers of Kubernetes' API, Apache-2.0.\n\n` +
    `/**\n * JSON of the fields of each definition in the order of their numbers in protobuf, from 1; an empty name is a number\n` +
    ` * that is not in use, \`>name\` a message whose fields stand in its parent.\n */\n` +
    `export const protobufFieldsJson =\n  '${json.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}';\n`,
);
console.log(Object.keys(result).length, "messages,", json.length, "bytes");
