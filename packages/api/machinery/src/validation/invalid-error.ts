import { definedFields, type StatusCause, StoreError } from "@engenho/core";

/**
 * The 422 for a write with these causes (apierrors.NewInvalid): `Deployment.apps "x" is invalid: ` followed by the cause, or
 * all of them in brackets, each distinct message once. `details.kind` is the kind, as upstream.
 */
export function invalidError(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  causes: readonly StatusCause[],
): StoreError {
  const qualified = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const [only] = texts;
  const head = `${qualified} ${JSON.stringify(name)} is invalid`;
  const message = only === undefined ? head : `${head}: ${texts.length === 1 ? only : `[${texts.join(", ")}]`}`;
  return new StoreError("Invalid", message, {
    details: definedFields({ name, group: kind.group === "" ? undefined : kind.group, kind: kind.kind, causes }),
  });
}
