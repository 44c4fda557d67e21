import { type Causes, goPointer, type SchemaNode } from "@engenho/machinery";
import { internalItems } from "./internal-form.js";

/** Validates the list and map types of a node. */
export function checkListAndMapTypes(node: SchemaNode, path: string, causes: Causes): void {
  const mapType: string | undefined = node["x-kubernetes-map-type"];
  const listType: string | undefined = node["x-kubernetes-list-type"];
  if (mapType !== undefined) {
    checkType(node, "object", { path, causes, because: "x-kubernetes-map-type" });
    if (mapType !== "atomic" && mapType !== "granular") {
      causes.notSupported(`${path}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]);
    }
  }
  if (listType !== undefined) {
    if (node.type !== "array") checkType(node, "array", { path, causes, because: "x-kubernetes-list-type" });
    else if (listType === "set") checkSetItems(node, path, causes);
    if (listType !== "atomic" && listType !== "set" && listType !== "map") {
      causes.notSupported(`${path}.x-kubernetes-list-type`, listType, ["atomic", "set", "map"]);
    }
  }
  const keys = node["x-kubernetes-list-map-keys"] ?? [];
  if (keys.length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (listType === undefined) causes.required(`${path}.x-kubernetes-list-type`, detail);
    else causes.invalid(`${path}.x-kubernetes-list-type`, listType, detail);
  }
  if (listType === "map") checkMapKeys(node, keys, { path, causes });
  if ((listType === "set" || listType === "map") && node.items?.nullable === true) {
    causes.forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`);
  }
  if (listType === "map") checkKeysRequired(node, keys, { path, causes });
}

interface Place {
  readonly path: string;
  readonly causes: Causes;
}

function checkType(
  node: SchemaNode,
  type: string,
  { path, causes, because }: Place & { readonly because: string },
): void {
  if (node.type === type) return;
  const detail = `must be ${type} if ${because} is specified`;
  if ((node.type ?? "") === "") causes.required(`${path}.type`, detail);
  else causes.invalid(`${path}.type`, node.type, detail);
}

function checkSetItems(node: SchemaNode, path: string, causes: Causes): void {
  const { items } = node;
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  if (items?.type === "array") {
    const inner = items["x-kubernetes-list-type"];
    if (inner !== undefined && inner !== "atomic")
      causes.invalid(`${path}.items.x-kubernetes-list-type`, pointer(inner), detail);
  } else if (items?.type === "object" && items["x-kubernetes-map-type"] !== "atomic") {
    // Upstream prints the list type, which an object should not have.
    causes.invalid(`${path}.items.x-kubernetes-map-type`, pointer(items["x-kubernetes-list-type"]), detail);
  }
}

function pointer(text: string | undefined): object | null {
  return text === undefined ? null : goPointer(text);
}

function checkMapKeys(node: SchemaNode, keys: readonly string[], { path, causes }: Place): void {
  const { items } = node;
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) causes.required(at, "must not be empty if x-kubernetes-list-type is map");
  if (items === undefined) {
    causes.required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map");
    return;
  }
  if (Array.isArray(items)) {
    const detail = "must only have a single schema if x-kubernetes-list-type is map";
    causes.invalid(`${path}.items`, internalItems(items), detail);
    return;
  }
  if (items.type !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    causes.invalid(`${path}.items.type`, items.type ?? "", detail);
    return;
  }
  const seen = new Set<string>();
  for (const key of keys) {
    const property = propertyOf(items, key);
    if (property === undefined) causes.invalid(at, keys, "entries must all be names of item properties");
    else if (property.type === "array" || property.type === "object") {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      causes.invalid(`${path}.items.properties[${key}].type`, items.type, detail);
    }
    if (seen.has(key)) causes.invalid(at, keys, "must not contain duplicate entries");
    seen.add(key);
  }
}

function propertyOf({ properties = {} }: SchemaNode, name: string): SchemaNode | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function checkKeysRequired({ items }: SchemaNode, keys: readonly string[], { path, causes }: Place): void {
  for (const key of keys) {
    const property = items === undefined ? undefined : propertyOf(items, key);
    if (property === undefined) continue;
    const at = `${path}.items.properties[${key}]`;
    if (!items?.required?.includes(key) && (property.default ?? undefined) === undefined) {
      const detail =
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
      causes.required(`${at}.default`, detail);
    }
    if (property.nullable === true) {
      causes.forbidden(`${at}.nullable`, "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
    }
  }
}
