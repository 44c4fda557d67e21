/**
 * Properties of upstream's Go structs that schemas do not express, but that clients can observe: in semantic equality, in
 * managed fields and in error messages. All are listed by names of structs and fields.
 */
export interface GoFacts {
  /** Fields, other than `metadata`, `spec` and `status`, that are structs and not pointers: `{}` is equivalent to absence. */
  readonly structs: FieldLists;
  /** Scalars that are not pointers, although the schema neither requires them nor marks their zero value as omitted. */
  readonly scalars: FieldLists;
  /** Scalars that are pointers, although the schema requires them. */
  readonly requiredPointers: FieldLists;
  /** Pointers to structs whose default is an empty object: absent until defaulting sets them. */
  readonly defaultedPointers: FieldLists;
  /** The Go types of string fields that have a named type; upstream's messages contain it. */
  readonly stringTypes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Struct name -> names of fields, separated by spaces. */
export type FieldLists = Readonly<Record<string, string>>;

/** For schemas without Go structs, such as those of custom resources. */
export const noGoFacts: GoFacts = {
  structs: {},
  scalars: {},
  requiredPointers: {},
  defaultedPointers: {},
  stringTypes: {},
};

const sections: ReadonlySet<string> = new Set(["metadata", "spec", "status"]);

/** Whether a field is a struct and not a pointer upstream. */
export function isStructByValue(facts: GoFacts, struct: string, field: string): boolean {
  return sections.has(field) || isListed(facts.structs, struct, field);
}

/**
 * Whether a scalar field is not a pointer upstream; for fields whose zero value the schema does not mark as omitted. Nearly all
 * required scalars are values, and nearly all optional ones are pointers.
 */
export function isScalarByValue(facts: GoFacts, struct: string, field: string, required: boolean): boolean {
  return required ? !isListed(facts.requiredPointers, struct, field) : isListed(facts.scalars, struct, field);
}

/** The Go type of a string field: `string` unless a named type is known. */
export function goStringType(facts: GoFacts, struct: string, field: string): string {
  const fields = Object.hasOwn(facts.stringTypes, struct) ? facts.stringTypes[struct] : undefined;
  return fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? "string") : "string";
}

/** Whether a list contains a field of a struct. */
export function isListed(table: FieldLists, struct: string, field: string): boolean {
  return Object.hasOwn(table, struct) && (table[struct] as string).split(" ").includes(field);
}
