import type { StatusCause } from "@engenho/core";

/** A field that must not be set here. */
export function forbidden(field: string, text: string): StatusCause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${text}`, field };
}

/** A field that must be set here. */
export function required(field: string, text: string): StatusCause {
  return { reason: "FieldValueRequired", message: `Required value: ${text}`, field };
}

/** A value outside an enumeration. `shown` is the value as Go prints it. */
export function unsupported(field: string, shown: string, values: readonly string[]): StatusCause {
  const supported = values.map((value) => JSON.stringify(value)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${shown}: supported values: ${supported}`,
    field,
  };
}

/** An invalid value. `shown` is the value as Go prints it. */
export function invalid(field: string, shown: string, text: string): StatusCause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${shown}: ${text}`, field };
}

/** A string that exceeds its maximum length. */
export function tooLong(field: string, maximum: number): StatusCause {
  return { reason: "FieldValueTooLong", message: `Too long: may not be more than ${maximum} bytes`, field };
}
