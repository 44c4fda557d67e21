import type { KubernetesObject, ManagedFieldsEntry } from "@engenho/core";
import {
  fieldOf,
  isJsonObject,
  type JsonObject,
  objectOf,
  stringField,
  withField,
  withoutField,
} from "../decode/json-value.js";

/** The object's `metadata.managedFields`, unvalidated. */
export function managedFieldsOf(object: JsonObject): unknown {
  const metadata = fieldOf(object, "metadata");
  return isJsonObject(metadata) ? fieldOf(metadata, "managedFields") : undefined;
}

/** The object without `metadata.managedFields`. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  if (managedFieldsOf(object) === undefined) return object;
  return withField(object, "metadata", withoutField(object.metadata as JsonObject, "managedFields"));
}

/** The object with these managed fields; the same object if it already has them. */
export function withManagedFields(
  object: JsonObject,
  entries: readonly ManagedFieldsEntry[] | undefined,
): KubernetesObject {
  if (entries === undefined) return objectOf(withoutManagedFields(object));
  const present = managedFieldsOf(object);
  const isSame =
    Array.isArray(present) && present.length === entries.length && present.every((entry, at) => entry === entries[at]);
  if (isSame) return objectOf(object);
  const metadata = fieldOf(object, "metadata");
  const next = withField(isJsonObject(metadata) ? metadata : {}, "managedFields", entries);
  return objectOf(withField(object, "metadata", next));
}

/** `default/web; apps/v1, Kind=Deployment`: an object in upstream's errors. */
export function describeObject(object: JsonObject): string {
  const metadata = fieldOf(object, "metadata");
  const text = (name: string) => (isJsonObject(metadata) ? stringField(metadata, name) : "");
  return `${text("namespace")}/${text("name")}; ${describeKind(object)}`;
}

/** `apps/v1, Kind=Deployment`: a kind in upstream's errors. */
export function describeKind(object: JsonObject): string {
  return `${stringField(object, "apiVersion")}, Kind=${stringField(object, "kind")}`;
}
