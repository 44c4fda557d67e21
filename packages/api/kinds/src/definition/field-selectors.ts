// Upstream: AddFieldLabelConversionFunc in pkg/apis/*/v1/conversion.go, and the kinds' ToSelectableFields.

/** The fields of an Event's reference to the object that it is about. */
export const eventReference: readonly string[] = [
  "kind",
  "namespace",
  "name",
  "uid",
  "apiVersion",
  "resourceVersion",
  "fieldPath",
];

/** What most kinds answer to a field selector that names none of their fields. */
export const unsupportedLabel = (field: string): string => `field label not supported: ${field}`;

/** As {@link unsupportedLabel}, for kinds that name themselves. */
export const unsupportedLabelOf =
  (kind: string) =>
  (field: string): string =>
    `field label ${JSON.stringify(field)} not supported for "${kind}"`;
