import { setField } from "./set-field.js";

/** {@link definedFields}' answer: a field that may be undefined is one that may be absent. */
export type DefinedFields<T> = {
  [Field in keyof T as undefined extends T[Field] ? never : Field]: T[Field];
} & {
  [Field in keyof T as undefined extends T[Field] ? Field : never]?: Exclude<T[Field], undefined>;
};

/**
 * The fields that are not undefined, in their order: JSON knows absent fields, but none that are undefined. For objects of
 * which many are made this is quicker than `...(value === undefined ? {} : { field: value })`, for the reason that
 * {@link copyWith} gives.
 */
export function definedFields<T extends object>(fields: T): DefinedFields<T> {
  const defined: Record<string, unknown> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) setField(defined, key, value);
  }
  return defined as DefinedFields<T>;
}
