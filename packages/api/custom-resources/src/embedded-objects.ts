import type { ObjectMeta } from "@engenho/core";
import { type Causes, dns1035LabelFaults, readMetadata, type SchemaNode, validateObjectMeta } from "@engenho/machinery";
import { presenceBelow } from "./schema-presence.js";

/** The context for validating embedded objects. */
export interface EmbeddedContext {
  readonly path: string;
  readonly causes: Causes;
}

type Fields = Readonly<Record<string, unknown>>;

const hasEmbeddedObjects = presenceBelow((node) => node["x-kubernetes-embedded-resource"] === true);

/**
 * Validates that embedded resources (`x-kubernetes-embedded-resource`) have a type, and their metadata (upstream:
 * schema/objectmeta/validation.go). The registry validates the metadata of the custom object itself.
 */
export function checkEmbeddedObjects(node: SchemaNode, value: unknown, { path, causes }: EmbeddedContext): void {
  if (typeof value !== "object" || value === null || !hasEmbeddedObjects(node)) return;
  if (Array.isArray(value)) {
    if (node.items === undefined) return;
    for (const [index, item] of value.entries()) {
      checkEmbeddedObjects(node.items, item, { path: `${path}[${index}]`, causes });
    }
    return;
  }
  if (node["x-kubernetes-embedded-resource"] === true) checkResource(value as Fields, { path, causes });
  const { properties = {}, additionalProperties } = node;
  for (const key of Object.keys(value)) {
    const inner = (value as Fields)[key];
    if (Object.hasOwn(properties, key)) {
      checkEmbeddedObjects(properties[key] as SchemaNode, inner, { path: below(path, key), causes });
    } else if (typeof additionalProperties === "object") {
      checkEmbeddedObjects(additionalProperties, inner, { path: `${path}[${key}]`, causes });
    }
  }
}

/** Validates one object: upstream's validateEmbeddedResource. */
function checkResource(object: Fields, { path, causes }: EmbeddedContext): void {
  for (const field of ["apiVersion", "kind"]) if (!Object.hasOwn(object, field)) causes.required(below(path, field));
  for (const [key, value] of Object.entries(object)) {
    const at = below(path, key);
    if (key === "metadata") checkMetadata(value, { path, causes });
    if (key !== "apiVersion" && key !== "kind") continue;
    if (typeof value !== "string") causes.invalid(at, value, "must be a string");
    else if (value === "") causes.invalid(at, value, "must not be empty");
    else if (key === "kind") {
      const faults = dns1035LabelFaults(value.toLowerCase());
      if (faults.length > 0) {
        causes.invalid(at, value, `may have mixed case, but should otherwise match: ${faults.join(",")}`);
      }
    } else if (value.split("/").length > 2) causes.invalid(at, value, `unexpected GroupVersion string: ${value}`);
  }
}

function checkMetadata(value: unknown, { path, causes }: EmbeddedContext): void {
  const read = readMetadata(value ?? {});
  if ("fault" in read) {
    causes.invalid(below(path, "metadata"), value, read.fault);
    return;
  }
  const { metadata } = read;
  // A name may be missing. Upstream inserts one, because its validation requires it.
  const named: ObjectMeta = (metadata.name ?? "") === "" ? { ...metadata, name: "fakename" } : metadata;
  const found = validateObjectMeta(named, {
    namespaced: (metadata.namespace ?? "") !== "",
    nameFormat: "path-segment",
  });
  causes.add(found.map((cause) => ({ ...cause, field: below(path, cause.field ?? "") })));
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
