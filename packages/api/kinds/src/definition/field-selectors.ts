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

/** The error of most kinds for a field selector with an unsupported field. */
export const unsupportedLabel = (field: string): string => `field label not supported: ${field}`;

/** As {@link unsupportedLabel}, for kinds that name themselves. */
export const unsupportedLabelOf =
  (kind: string) =>
  (field: string): string =>
    `field label ${JSON.stringify(field)} not supported for "${kind}"`;
