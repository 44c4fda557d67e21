// Writes src/generated/protobuf-fields.ts: the facts of Go's types about the fields of each kind in protobuf and in JSON.
//
// Usage: node scripts/generate-protobuf-fields.mjs <api> <apimachinery> <apiextensions-apiserver> <kube-aggregator>
//
// The arguments are checkouts of Kubernetes' published modules of those names (staging repositories), whose types*.go contain the
// struct tags. It covers the kinds of @engenho/kinds, and those of responses.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [api, apimachinery, apiextensions, aggregator] = process.argv.slice(2);
/** Types in the models of client libraries that are not messages in Go. */
const noMessages = new Set(["Patch", "RawExtension", "Info"]);
const overlay = (name) => JSON.parse(readFileSync(new URL(`../../kinds/src/overlay/${name}`, import.meta.url), "utf8"));
const optionalRoots = overlay("optional-roots.json");
const roots = [...overlay("roots.json"), ...optionalRoots, ...optionalRoots.map((name) => `${name}List`)];
const answers = [
  "apidiscovery.v2.APIGroupDiscoveryList",
  "apidiscovery.v2beta1.APIGroupDiscoveryList",
  "meta.v1.PartialObjectMetadata",
  "meta.v1.PartialObjectMetadataList",
];

/** Messages that are decoded and encoded as a whole, because they have a JSON representation of their own. */
const leaves = new Set([
  "apiextensions.v1.JSON",
  "apiextensions.v1.JSONSchemaPropsOrArray",
  "apiextensions.v1.JSONSchemaPropsOrBool",
  "apiextensions.v1.JSONSchemaPropsOrStringArray",
  "intstr.IntOrString",
  "meta.v1.FieldsV1",
  "meta.v1.MicroTime",
  "meta.v1.Time",
  "resource.Quantity",
  "runtime.RawExtension",
]);
/** The letters of Go's scalar types, and what they are in protobuf. */
const scalars = { string: "", bool: "b", int32: "i", int64: "l", uint32: "u", float64: "d" };
const letters = { "": "string", b: "bool", d: "double", i: "int32", l: "int64", u: "uint32", y: "bytes" };

/** Where a Go package is, by its import path. */
function directoryOf(importPath) {
  const [host, module, ...rest] = importPath.split("/");
  if (host !== "k8s.io") return undefined;
  const base = { api, apimachinery, "apiextensions-apiserver": apiextensions, "kube-aggregator": aggregator }[module];
  return base === undefined ? undefined : join(base, ...rest);
}

/** `k8s.io/api/core/v1` -> `core.v1`, `k8s.io/apimachinery/pkg/util/intstr` -> `intstr`. */
function packageName(importPath) {
  const parts = importPath.split("/");
  return /^v\d/.test(parts.at(-1)) ? parts.slice(-2).join(".") : parts.at(-1);
}

/** Import path -> name of a type -> {imports, body | type}. */
const packages = new Map();
function typesOf(importPath) {
  const known = packages.get(importPath);
  if (known !== undefined) return known;
  const types = new Map();
  packages.set(importPath, types);
  const directory = directoryOf(importPath);
  if (directory === undefined || !existsSync(directory)) return types;
  for (const file of readdirSync(directory)) {
    if (!file.endsWith(".go") || file.endsWith("_test.go") || /^(?:zz_)?generated/.test(file)) continue;
    const source = readFileSync(join(directory, file), "utf8").replace(/^\s*\/\/.*$/gm, "");
    const imports = new Map();
    for (const [, alias, path] of source.matchAll(/^\s+(?:import\s+)?(\w+)?\s*"([^"]+)"$/gm)) {
      imports.set(alias ?? path.split("/").at(-1), path);
    }
    for (const [, name, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      types.set(name, { imports, body });
    }
    for (const [, name] of source.matchAll(/^type (\w+) struct\s*\{\}$/gm)) types.set(name, { imports, body: "" });
    for (const [, name, type] of source.matchAll(/^type (\w+) (?:= )?([[\]\w.]+)$/gm))
      types.set(name, { imports, type });
  }
  return types;
}

/** A reference to a type in the file of `owner`: its package and its name. */
function locate(text, owner) {
  const [alias, name] = text.includes(".") ? text.split(".") : [undefined, text];
  const importPath = alias === undefined ? owner.importPath : owner.imports.get(alias);
  const found = typesOf(importPath).get(name);
  if (found === undefined) throw new Error(`${owner.importPath}: nothing defines ${text}`);
  return { importPath, name, full: `${packageName(importPath)}.${name}`, ...found };
}

/** The notation for a Go type. `repeated`: the field's tag says that each item is a field of its own. */
function typeText(text, owner, repeated) {
  if (Object.hasOwn(scalars, text)) return scalars[text];
  if (text === "[]byte") return "y";
  const list = /^\[\](.*)$/.exec(text);
  if (list !== null) return `[]${typeText(list[1], owner, false)}`;
  const map = /^map\[\w+\](.*)$/.exec(text);
  if (map !== null) return `{}${typeText(map[1], owner, false)}`;
  const found = locate(text, owner);
  if (found.type !== undefined) {
    if (found.type.startsWith("[]") && !repeated) return reference(listMessage(found), owner);
    return typeText(found.type, { importPath: found.importPath, imports: found.imports }, repeated);
  }
  if (found.body === undefined) throw new Error(`${owner.importPath}: ${text} is no struct`);
  if (!leaves.has(found.full)) addMessage(found);
  return reference(found.full, owner);
}

function reference(full, owner) {
  const own = `${packageName(owner.importPath)}.`;
  return full.startsWith(own) ? full.slice(own.length) : full;
}

const result = {};
function put(full, text) {
  const at = full.lastIndexOf(".");
  result[full.slice(0, at)] ??= {};
  result[full.slice(0, at)][full.slice(at + 1)] = text;
}

const seen = new Set();

/** A named list type that is not a repeated field is a message with its items in field 1; in JSON it is still a list. */
function listMessage(found) {
  if (!seen.has(found.full)) {
    seen.add(found.full);
    put(found.full, `@:${typeText(found.type, { importPath: found.importPath, imports: found.imports }, false)}`);
  }
  return found.full;
}

function addMessage(found) {
  if (seen.has(found.full)) return;
  seen.add(found.full);
  const owner = { importPath: found.importPath, imports: found.imports };
  const fields = [];
  for (const line of found.body.split("\n")) {
    const match = /^\s*(?:(\w+)\s+)?([*[\]\w.]+)\s+`(.*)`/.exec(line);
    if (match === null) continue;
    const [, , goType, tags] = match;
    const protobuf = /protobuf:"([^"]*)"/.exec(tags)?.[1].split(",");
    const [json = "", ...jsonOptions] = /json:"([^"]*)"/.exec(tags)?.[1].split(",") ?? [];
    if (protobuf === undefined || protobuf[0] === "-" || json === "-") continue;
    const pointer = goType.startsWith("*");
    const type = typeText(pointer ? goType.slice(1) : goType, owner, protobuf[2] === "rep");
    const inline = jsonOptions.includes("inline");
    // `omitempty` omits no struct; of those by value only an IntOrString has a zero value that is neither null nor an object.
    const isWritten = type === "intstr.IntOrString" && !pointer;
    const zeroIsAbsent = (jsonOptions.includes("omitempty") && !isWritten) || jsonOptions.includes("omitzero");
    const flags = `${pointer ? "*" : ""}${zeroIsAbsent || inline ? "" : "!"}`;
    fields.push({
      number: Number(protobuf[1]),
      text: `${inline ? ">" : json}${flags}${type === "" ? "" : `:${type}`}`,
    });
  }
  fields.sort((left, right) => left.number - right.number);
  let next = 1;
  const texts = fields.map(({ number, text }) => {
    const shown = number === next ? text : `${number}=${text}`;
    next = number + 1;
    return shown;
  });
  put(found.full, texts.join(","));
}

/** The folders of Go packages that are not in k8s.io/api. */
const elsewhere = {
  meta: "k8s.io/apimachinery/pkg/apis/meta",
  apiextensions: "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions",
  apiregistration: "k8s.io/kube-aggregator/pkg/apis/apiregistration",
};

function addRoot(full) {
  const [group, version, name] = full.split(".").slice(-3);
  if (noMessages.has(name)) return;
  const importPath = `${elsewhere[group] ?? `k8s.io/api/${group}`}/${version}`;
  const found = typesOf(importPath).get(name);
  if (found?.body === undefined) throw new Error(`nothing defines ${full}`);
  addMessage({ importPath, name, full: `${group}.${version}.${name}`, ...found });
}

for (const root of [...roots, ...answers]) addRoot(root);
const array = (texts) => `[\n${texts.map((text) => `  ${JSON.stringify(text)},\n`).join("")}]`;
const byName = (object) => Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1));
/** One message on each line, so that changes of several people merge. */
const json = `{${byName(result)
  .map(([name, messages]) => {
    const each = byName(messages).map(([message, fields]) => `${JSON.stringify(message)}:${JSON.stringify(fields)}`);
    return `${JSON.stringify(name)}:{${each.join(",\n")}}`;
  })
  .join(",\n")}}`;
writeFileSync(
  new URL("../src/generated/protobuf-fields.ts", import.meta.url),
  `// Written by scripts/generate-protobuf-fields.mjs: do not edit. Facts of Kubernetes' Go types, Apache-2.0.\n\n` +
    `/** Messages with a JSON representation of their own. */\n` +
    `export const specialTypes = ${array([...leaves])} as const;\n\n` +
    `/** The types of values by the letters that stand for them. */\n` +
    `export const scalarTypes = { ${Object.entries(letters)
      .map(([letter, type]) => `${letter || '""'}: "${type}"`)
      .join(", ")} } as const;\n\n` +
    `/** JSON of the fields of each message: package -> message -> fields, as \`messageType\` reads them. */\n` +
    `export const protobufFieldsJson = \`${json}\`;\n`,
);
console.log(seen.size, "messages,", json.length, "bytes");
