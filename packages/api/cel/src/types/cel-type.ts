/** The kinds of types, independent of names and parameters (cel-go, common/types/types.go). */
export type TypeKind =
  | "any"
  | "bool"
  | "bytes"
  | "double"
  | "duration"
  | "dyn"
  | "error"
  | "int"
  | "list"
  | "map"
  | "null"
  | "opaque"
  | "string"
  | "struct"
  | "timestamp"
  | "type"
  | "typeParam"
  | "uint";

/** The types of a struct's fields by name, such as a Map. */
export type DeclaredFields = Pick<ReadonlyMap<string, CelType>, "get">;

/** The properties of a type: the functions below create all of them. */
export interface TypeParts {
  /** The kind of the type. */
  readonly kind: TypeKind;
  /** The name of the type at run time, as `type(value)` returns it. */
  readonly name: string;
  /** The element type of a list, the key and value types of a map, the parameters of an opaque type. Default: none. */
  readonly parameters?: readonly CelType[];
  /** The declared fields of a struct, or a function that returns them (for recursive types). */
  readonly fields?: DeclaredFields | (() => DeclaredFields);
  /** Whether `null` is one of its values: a wrapper type. */
  readonly nullable?: boolean;
}

const none: readonly CelType[] = [];

/** A type of the language: immutable, compared by kind, name and parameters. */
export class CelType {
  /** The kind of the type. */
  readonly kind: TypeKind;
  /** The name of the type at run time, as `type(value)` returns it. */
  readonly name: string;
  /** The element type of a list, the key and value types of a map, the parameters of an opaque type. */
  readonly parameters: readonly CelType[];
  /** Whether `null` is one of its values: a wrapper type. */
  readonly nullable: boolean;
  readonly #fields: TypeParts["fields"];

  /** For types with a name of their own; {@link listType}, {@link structType} and the like make the usual ones. */
  constructor({ kind, name, parameters, fields, nullable }: TypeParts) {
    this.kind = kind;
    this.name = name;
    this.parameters = parameters ?? none;
    this.nullable = nullable ?? false;
    this.#fields = fields;
  }

  /** The type of a struct's field; undefined for a field that is not declared. */
  field(name: string): CelType | undefined {
    const fields = typeof this.#fields === "function" ? this.#fields() : this.#fields;
    return fields?.get(name);
  }

  /** As error messages print it: `list(string)`, `map(string, dyn)`, `wrapper(int)`. */
  toString(): string {
    const name = this.nullable ? `wrapper(${this.name})` : this.name;
    if (this.kind === "typeParam") return `<${name}>`;
    return this.parameters.length === 0 ? name : `${name}(${this.parameters.join(", ")})`;
  }

  /** Whether it is assignable to and from any type. */
  get isDyn(): boolean {
    return this.kind === "dyn" || this.kind === "any" || this.kind === "typeParam";
  }

  /** Whether a value of `from` is assignable to this type, where type parameters match anything. */
  isAssignableFrom(from: CelType): boolean {
    if (this === from || this.isDyn || (this.nullable && from.kind === "null")) return true;
    if (this.kind !== from.kind || this.name !== from.name) return false;
    return everyParameter(this, from, (parameter, other) => parameter.isAssignableFrom(other));
  }

  /** Whether both are the same type; the names of type parameters count. */
  equals(other: CelType): boolean {
    if (this === other) return true;
    if (this.kind !== other.kind || this.name !== other.name) return false;
    return everyParameter(this, other, (parameter, theirs) => parameter.equals(theirs));
  }
}

function everyParameter(left: CelType, right: CelType, holds: (left: CelType, right: CelType) => boolean): boolean {
  const { parameters } = left;
  if (parameters.length !== right.parameters.length) return false;
  return parameters.every((parameter, index) => holds(parameter, right.parameters[index] as CelType));
}

const simple = (kind: TypeKind, name: string = kind) => new CelType({ kind, name });

/** The type of google.protobuf.Any, checked like {@link dynType}. */
export const anyType = simple("any", "google.protobuf.Any");
/** `true` and `false`. */
export const boolType = simple("bool");
/** A sequence of bytes: `b'abc'`. */
export const bytesType = simple("bytes");
/** A floating-point number of 64 bits: `1.0`. */
export const doubleType = simple("double");
/** A length of time: `duration('1h30m')`. */
export const durationType = simple("duration", "google.protobuf.Duration");
/** A value whose type is only known at run time. */
export const dynType = simple("dyn");
/** The type of an expression that could not be checked. */
export const errorType = simple("error");
/** A signed integer of 64 bits: `1`. */
export const intType = simple("int");
/** The type whose only value is `null`. */
export const nullType = simple("null", "null_type");
/** A sequence of Unicode code points: `'abc'`. */
export const stringType = simple("string");
/** An instant: `timestamp('2026-01-01T00:00:00Z')`. */
export const timestampType = simple("timestamp", "google.protobuf.Timestamp");
/** The type of types. */
export const typeType = simple("type");
/** An unsigned integer of 64 bits: `1u`. */
export const uintType = simple("uint");

/** list(element). */
export function listType(element: CelType): CelType {
  return new CelType({ kind: "list", name: "list", parameters: [element] });
}

/** map(key, value). */
export function mapType(key: CelType, value: CelType): CelType {
  return new CelType({ kind: "map", name: "map", parameters: [key, value] });
}

/** A struct with declared fields, against which selections are checked; `fields` may be a function, for recursive types. */
export function structType(name: string, fields: TypeParts["fields"] = new Map()): CelType {
  return new CelType({ kind: "struct", name, ...(fields === undefined ? {} : { fields }) });
}

/** An abstract type that has functions, but no fields: `net.IP`, `optional_type(T)`. */
export function opaqueType(name: string, ...parameters: readonly CelType[]): CelType {
  return new CelType({ kind: "opaque", name, parameters });
}

/** optional_type(value). */
export function optionalType(value: CelType): CelType {
  return opaqueType("optional_type", value);
}

/** A type parameter of a function's overloads: the same name is the same type within one overload. */
export function typeParam(name: string): CelType {
  return simple("typeParam", name);
}

/** The type of a name that denotes a type, such as `int` in `type(1) == int`. */
export function typeOfType(type: CelType): CelType {
  return new CelType({ kind: "type", name: "type", parameters: [type] });
}

/** The wrapper type: the type, or null. */
export function nullableType({ kind, name, parameters }: CelType): CelType {
  return new CelType({ kind, name, parameters, nullable: true });
}
