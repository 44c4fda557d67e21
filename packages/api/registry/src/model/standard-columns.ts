import type { ColumnDefinition } from "./kind-definition.js";

/** The column of the object's name. Descriptions are those of meta/v1 ObjectMeta, as upstream's printers have them. */
export const nameColumn: ColumnDefinition = Object.freeze({
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow " +
    "a client to request the generation of an appropriate name automatically. Name is primarily intended for " +
    "creation idempotence and configuration definition. Cannot be updated. More info: " +
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  priority: 0,
});

/** The column of the object's age, whose cells a printer writes. */
export const ageColumn: ColumnDefinition = Object.freeze({
  name: "Age",
  type: "string",
  format: "",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not " +
    "guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is " +
    "represented in RFC3339 form and is in UTC.  Populated by the system. Read-only. Null for lists. More info: " +
    "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
  priority: 0,
});

/** The columns of a kind that names none: the name, and the age by its path, as for custom resources. */
export const nameAndAge: readonly ColumnDefinition[] = Object.freeze([
  nameColumn,
  Object.freeze({ ...ageColumn, type: "date", jsonPath: ".metadata.creationTimestamp" }),
]);
