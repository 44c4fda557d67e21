import type { SchemaNode } from "@engenho/kinds";
import type { Causes } from "../validation/causes.js";
import { dns1123SubdomainFaults } from "../validation/names.js";

/** Where the check of embedded objects stands. */
export interface EmbeddedContext {
  readonly path: string;
  readonly causes: Causes;
  /** The custom object itself, whose metadata the registry checks. */
  readonly isRoot: boolean;
}

/** Checks that objects within a custom object (`x-kubernetes-embedded-resource`) say what they are. */
export function checkEmbeddedObjects(
  node: SchemaNode,
  value: unknown,
  { path, causes, isRoot }: EmbeddedContext,
): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (node.items === undefined) return;
    for (const [index, item] of value.entries()) {
      checkEmbeddedObjects(node.items, item, { path: `${path}[${index}]`, causes, isRoot: false });
    }
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (!isRoot && node["x-kubernetes-embedded-resource"] === true) checkTypeAndName(fields, path, causes);
  for (const [key, inner] of Object.entries(fields)) {
    const property =
      node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    const child = property ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
    if (child === undefined) continue;
    checkEmbeddedObjects(child, inner, { path: path === "" ? key : `${path}.${key}`, causes, isRoot: false });
  }
}

function checkTypeAndName(object: Readonly<Record<string, unknown>>, path: string, causes: Causes): void {
  for (const field of ["apiVersion", "kind"]) {
    const value = object[field];
    if (value === undefined || value === "") causes.required(`${path}.${field}`, "must not be empty");
  }
  const name = (object.metadata as { readonly name?: unknown } | undefined)?.name;
  if (typeof name === "string" && name !== "")
    causes.invalidEach(`${path}.metadata.name`, name, dns1123SubdomainFaults(name));
}
