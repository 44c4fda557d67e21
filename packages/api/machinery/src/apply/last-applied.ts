import type { KubernetesObject } from "@engenho/core";
import {
  fieldOf,
  isJsonObject,
  type JsonObject,
  jsonOf,
  objectOf,
  withField,
  withoutField,
} from "../decode/json-value.js";
import { byteLength } from "../text/text-encoding.js";
import { finished } from "../work/long-work.js";
import { difference, type FieldSet } from "./fields/field-set.js";
import { compareText, goJsonText } from "./fields/path-element.js";
import type { Atom } from "./typed/atom.js";
import { compare } from "./typed/compare.js";
import { fieldSetOf } from "./typed/to-field-set.js";
import { validationErrors } from "./typed/validate.js";

/** The annotation in which client-side apply stores the last applied configuration. */
const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

const largestAnnotations = 256 * 1024;

/** The annotation of an object; `undefined` if it is absent or empty. */
function lastAppliedOf(object: JsonObject): string | undefined {
  const metadata = fieldOf(object, "metadata");
  const annotations = isJsonObject(metadata) ? fieldOf(metadata, "annotations") : undefined;
  const value = isJsonObject(annotations) ? fieldOf(annotations, lastAppliedAnnotation) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The fields that client-side apply set last and that are unchanged since: server-side apply by kubectl may take them over from
 * their owners. `undefined` if there is no such annotation for this version, or it cannot be parsed.
 */
export function fieldsOfLastApplied(atom: Atom, live: JsonObject): FieldSet | undefined {
  const text = lastAppliedOf(live);
  if (text === undefined) return undefined;
  try {
    const applied: unknown = JSON.parse(text);
    if (!isJsonObject(applied) || fieldOf(applied, "apiVersion") !== fieldOf(live, "apiVersion")) return undefined;
    if (validationErrors(atom, applied).length > 0) return undefined;
    const { added, modified, removed } = finished(compare(atom, applied, live));
    return [modified, added, removed].reduce(difference, finished(fieldSetOf(atom, applied)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The object with the annotation, if it has one, updated to the applied configuration, so that client-side apply can continue
 * from there. It is removed if the annotations would become too large.
 */
export function withLastApplied(object: KubernetesObject, config: JsonObject): KubernetesObject {
  const fields = jsonOf(object);
  if (lastAppliedOf(fields) === undefined) return object;
  const metadata = fields.metadata as JsonObject;
  const annotations = metadata.annotations as JsonObject;
  const updated = withField(annotations, lastAppliedAnnotation, encode(config));
  const fits = sizeOf(updated) <= largestAnnotations;
  const next = fits ? updated : withoutField(annotations, lastAppliedAnnotation);
  return objectOf(withField(fields, "metadata", withField(metadata, "annotations", next)));
}

function sizeOf(annotations: JsonObject): number {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) size += byteLength(key) + byteLength(String(value));
  return size;
}

function encode(config: JsonObject): string {
  const { metadata } = config;
  if (!isJsonObject(metadata) || !isJsonObject(metadata.annotations)) return `${sortedJson(config)}\n`;
  const annotations = withoutField(metadata.annotations, lastAppliedAnnotation);
  return `${sortedJson(withField(config, "metadata", withField(metadata, "annotations", annotations)))}\n`;
}

/** JSON as Go encodes a map: keys sorted. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (!isJsonObject(value)) return goJsonText(value);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compareText)
    .map((key) => `${goJsonText(key)}:${sortedJson(value[key])}`);
  return `{${fields.join(",")}}`;
}
