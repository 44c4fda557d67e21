/** What a type is, apart from its name and parameters (cel-go, common/types/types.go). */
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

/** What distinguishes a type: see the functions below, which make all of them. */
export interface TypeParts {
  /** The family that the type belongs to. */
  readonly kind: TypeKind;
  /** The name that values of the type have at run time, and that `type(value)` answers. */
  readonly name: string;
  /** The element type of a list, the key and value types of a map, the parameters of an opaque type. Default: none. */
  readonly parameters?: readonly CelType[];
  /** The declared fields of a struct, or a function that answers them (a type may contain itself). */
  readonly fields?: ReadonlyMap<string, CelType> | (() => ReadonlyMap<string, CelType>);
  /** Whether `null` is one of its values: a wrapper type. */
  readonly nullable?: boolean;
}

const none: readonly CelType[] = [];

/** A type of the language: immutable, compared by kind, name and parameters. */
export class CelType {
  /** The family that the type belongs to. */
  readonly kind: TypeKind;
  /** The name that values of the type have at run time, and that `type(value)` answers. */
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

  /** As error messages show it: `list(string)`, `map(string, dyn)`, `wrapper(int)`. */
  toString(): string {
    const name = this.nullable ? `wrapper(${this.name})` : this.name;
    if (this.kind === "typeParam") return `<${name}>`;
    return this.parameters.length === 0 ? name : `${name}(${this.parameters.join(", ")})`;
  }

  /** Whether anything may be assigned to it, and it to anything. */
  get isDyn(): boolean {
    return this.kind === "dyn" || this.kind === "any" || this.kind === "typeParam";
  }

  /** Whether a value of `from` can stand where this type is asked for, type parameters standing for anything. */
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
/** A value whose type is known at run time only. */
export const dynType = simple("dyn");
/** What an expression has that could not be checked. */
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

/** A struct with declared fields, which selections are checked against; `fields` may be a function, for types that contain themselves. */
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

/** A stand-in for a type in the overloads of a function: the same name is the same type within one overload. */
export function typeParam(name: string): CelType {
  return simple("typeParam", name);
}

/** The type of a name that denotes a type, such as `int` in `type(1) == int`. */
export function typeOfType(type: CelType): CelType {
  return new CelType({ kind: "type", name: "type", parameters: [type] });
}

/** The type and null besides. */
export function nullableType({ kind, name, parameters }: CelType): CelType {
  return new CelType({ kind, name, parameters, nullable: true });
}
