// Writes src/generated/optional-schemas.ts and optional-descriptions.ts: the definitions of the kinds that kube-apiserver serves on request
// only (`--runtime-config`), and what upstream says of them. Run it after generate.mjs.
//
//   node scripts/generate-optional.mjs --swagger FILE --api DIRECTORY
//
// FILE is `api/openapi-spec/swagger.json` of kubernetes/kubernetes, DIRECTORY a checkout of k8s.io/api, both of release 1.34.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { goStructs } from "./go-structs.mjs";

const { values } = parseArgs({ options: { swagger: { type: "string" }, api: { type: "string" } } });
for (const option of ["swagger", "api"]) {
  if (values[option] === undefined) throw new Error(`--${option} is missing: see the head of this file`);
}

const here = fileURLToPath(new URL(".", import.meta.url));
const overlay = (name) => JSON.parse(readFileSync(join(here, "../src/overlay", name), "utf8"));
const roots = overlay("optional-roots.json").flatMap((name) => [name, `${name}List`]);
const defaults = overlay("optional-defaults.json");
const source = JSON.parse(readFileSync(values.swagger, "utf8")).definitions;
const factsOf = goStructs(values.api);
const keptKeys = /^(?:\$ref|type|format|properties|required|items|additionalProperties|x-kubernetes-.*)$/;

async function stored(file, constant) {
  const text = readFileSync(join(here, file), "utf8");
  return JSON.parse((await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`))[constant]);
}
const meta = await stored("../../machinery/src/generated/meta-schemas.ts", "metaSchemasJson");
const first = await stored("../src/generated/first-schemas.ts", "firstSchemasJson");
const further = await stored("../src/generated/further-schemas.ts", "furtherSchemasJson");
const stable = { ...meta, ...first, ...further };
const stableDescriptions = await stored("../src/generated/descriptions.ts", "descriptionsJson");

/** `io.k8s.api.resource.v1beta1.Device` -> {group: "resource", version: "v1beta1", kind: "Device"}. */
function partsOf(name) {
  const [group, version, kind] = name.split(".").slice(-3);
  return { group, version, kind };
}

function trimmed(node) {
  const next = {};
  for (const [key, value] of Object.entries(node)) {
    if (!keptKeys.test(key) || key === "x-kubernetes-unions") continue;
    if (key === "$ref") next.$ref = value.replace("#/definitions/", "");
    else if (key === "items" || key === "additionalProperties") next[key] = trimmed(value);
    else if (key === "properties") {
      next.properties = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, trimmed(child)]));
    } else next[key] = value;
  }
  return next;
}

const definitions = new Map();
function define(name) {
  if (definitions.has(name) || Object.hasOwn(stable, name)) return;
  if (source[name] === undefined) throw new Error(`the swagger file has no ${name}`);
  const node = trimmed(source[name]);
  const fields = Object.entries(source[name].properties ?? {}).filter(([, child]) => child.description !== undefined);
  const { group, version, kind } = partsOf(name);
  const facts = factsOf(`${group}/${version}`, kind);
  const known = Object.keys(node.properties ?? {});
  const set = {
    ...Object.fromEntries((facts?.structs ?? []).filter((field) => field !== "metadata").map((field) => [field, {}])),
    ...defaults[`${group}.${kind}`],
    ...defaults[`${group}.${version}.${kind}`],
  };
  for (const [field, value] of Object.entries(set)) {
    if (node.properties?.[field] === undefined) throw new Error(`there is no ${name}.${field}`);
    node.properties[field].default = value;
  }
  const omitted = (facts?.omitted ?? []).filter((field) => known.includes(field)).toSorted();
  if (omitted.length > 0) node["x-engenho-zero-is-absent"] = omitted;
  const text = [
    source[name].description ?? "",
    Object.fromEntries(fields.map(([field, child]) => [field, child.description])),
  ];
  definitions.set(name, { node, text });
  forEachReference(node, define);
}

function forEachReference(node, visit) {
  if (node.$ref !== undefined) visit(node.$ref);
  for (const child of Object.values(node.properties ?? {})) forEachReference(child, visit);
  if (node.items !== undefined) forEachReference(node.items, visit);
  if (typeof node.additionalProperties === "object") forEachReference(node.additionalProperties, visit);
}

roots.forEach(define);

/** Equal for two definitions that differ in the version alone. Whether a list is marked as atomic is published, and nothing else. */
function shapeOf(name, node) {
  const { group, version } = partsOf(name);
  const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value)
      .filter(([key, inner]) => key !== "x-kubernetes-group-version-kind" && inner !== "atomic" && key !== "required")
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]);
    return Object.fromEntries([...entries, ["required", JSON.stringify((value.required ?? []).toSorted?.() ?? "")]]);
  };
  return JSON.stringify(sorted(node)).replaceAll(`io.k8s.api.${group}.${version}.`, "@.");
}

const bases = new Map();
for (const [name, node] of Object.entries(stable)) if (name.startsWith("io.k8s.api.")) remember(name, node);
function remember(name, node) {
  const { group, kind } = partsOf(name);
  const key = `${group}.${kind} ${shapeOf(name, node)}`;
  if (!bases.has(key)) bases.set(key, name);
  return bases.get(key);
}

const texts = new Map();
for (const [name, text] of Object.entries(stableDescriptions)) if (name.startsWith("io.k8s.api.")) say(name, text);
function say(name, [definition, fields]) {
  const { group, kind } = partsOf(name);
  const sorted = Object.entries(fields).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const key = `${group}.${kind} ${JSON.stringify([definition, sorted])}`;
  if (!texts.has(key)) texts.set(key, name);
  return texts.get(key);
}

// In the order of the roots, so that a version refers to one before it.
const schemaEntries = [];
const descriptionEntries = [];
for (const [name, { node, text }] of definitions) {
  const base = remember(name, node);
  schemaEntries.push([name, base === name ? node : base]);
  const described = say(name, text);
  descriptionEntries.push([name, described === name ? text : described]);
}

const head =
  "// Written by packages/api/kinds/scripts/generate-optional.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.\n\n";
function write(file, constant, summary, entries) {
  const lines = entries
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map((entry) => entry.map((part) => JSON.stringify(part)).join(":"));
  const text = `{${lines.join(",\n")}}`.replace(/[\\`]|\$\{/g, "\\$&");
  writeFileSync(
    join(here, "../src/generated", file),
    `${head}/** ${summary} */\nexport const ${constant} = \`${text}\`;\n`,
  );
  const shared = entries.filter(([, content]) => typeof content === "string").length;
  console.log(`${file}: ${(text.length / 1000).toFixed(0)} kB, ${shared} of ${entries.length} as in another version`);
}
write(
  "optional-schemas.ts",
  "optionalSchemasJson",
  "JSON of definitions by name; the name of a definition stands for one that differs from it in the version alone.",
  schemaEntries,
);
write(
  "optional-descriptions.ts",
  "optionalDescriptionsJson",
  "JSON of what upstream says of these definitions and of their fields: name -> [definition, {field: text}], or the name of one of which it says the same.",
  descriptionEntries,
);

await import("./generate-types.mjs");
