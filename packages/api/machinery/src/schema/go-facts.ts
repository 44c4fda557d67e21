/**
 * What a schema does not say of the Go structs that upstream reads objects into, and what clients see of it: in equality by
 * meaning, in ownership of fields and in the texts of refusals. Each by the struct's name and its field's.
 */
export interface GoFacts {
  /** Fields that are a struct and no pointer to one, beside `metadata`, `spec` and `status`: `{}` there is the same as absence. */
  readonly structs: FieldLists;
  /** Scalars that are no pointers, though the schema neither requires them nor says that their zero is left out. */
  readonly scalars: FieldLists;
  /** Scalars that are pointers, though the schema requires them. */
  readonly requiredPointers: FieldLists;
  /** Structs whose default is an empty object and that are pointers, so that they are absent until defaulting puts them there. */
  readonly defaultedPointers: FieldLists;
  /** The Go type of a text field that is of a named string type: upstream's messages name that type. */
  readonly stringTypes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** By the name of a struct: the names of fields, separated by spaces. */
export type FieldLists = Readonly<Record<string, string>>;

/** No facts: a schema without Go structs behind it. */
export const noGoFacts: GoFacts = {
  structs: {},
  scalars: {},
  requiredPointers: {},
  defaultedPointers: {},
  stringTypes: {},
};

const sections: ReadonlySet<string> = new Set(["metadata", "spec", "status"]);

/** Whether a field of a struct is itself a struct upstream, and no pointer to one. */
export function isStructByValue(facts: GoFacts, struct: string, field: string): boolean {
  return sections.has(field) || isListed(facts.structs, struct, field);
}

/**
 * Whether a scalar field of a struct, of which the schema does not say that its zero is left out, is no pointer upstream.
 * Nearly all that a schema requires are none, and nearly all that it does not are.
 */
export function isScalarByValue(facts: GoFacts, struct: string, field: string, required: boolean): boolean {
  return required ? !isListed(facts.requiredPointers, struct, field) : isListed(facts.scalars, struct, field);
}

/** The Go type of a text field, `string` where it is not known to have a name. */
export function goStringType(facts: GoFacts, struct: string, field: string): string {
  const fields = Object.hasOwn(facts.stringTypes, struct) ? facts.stringTypes[struct] : undefined;
  return fields !== undefined && Object.hasOwn(fields, field) ? (fields[field] ?? "string") : "string";
}

/** Whether a table names the field of a struct. */
export function isListed(table: FieldLists, struct: string, field: string): boolean {
  return Object.hasOwn(table, struct) && (table[struct] as string).split(" ").includes(field);
}
