import {
  CelError,
  CelObject,
  type CelResult,
  type CelType,
  type CelValue,
  dynType,
  equalValues,
  type StructDeclaration,
  stringType,
  structType,
  type Work,
} from "@engenho/cel";

/** A value of `Object{...}` or of one of its parts, `Object.spec{...}`, in an apply configuration. */
export class MutationObject extends CelObject {
  readonly type: CelType;
  /** The fields that the expression sets, by name. */
  readonly fields: ReadonlyMap<string, CelValue>;

  /** `type`: that of `Object` or of the part, such as `Object.spec`. `fields`: what the expression sets, by name. */
  constructor(type: CelType, fields: ReadonlyMap<string, CelValue>) {
    super();
    this.type = type;
    this.fields = fields;
  }

  equals(other: CelValue, work: Work): CelResult {
    if (!(other instanceof MutationObject) || other.type.name !== this.type.name) return false;
    if (other.fields.size !== this.fields.size) return false;
    for (const [name, value] of this.fields) {
      const theirs = other.fields.get(name);
      const same = theirs !== undefined && equalValues(value, theirs, work);
      if (same !== true) return same;
    }
    return true;
  }

  override field(name: string): CelResult | undefined {
    return this.fields.get(name);
  }
}

/** A value of `JSONPatch{...}`: an operation of a JSON patch. */
export class PatchOperation extends CelObject {
  readonly type = jsonPatchType;
  /** Those of `op`, `path`, `from` and `value` that the expression sets. */
  readonly fields: ReadonlyMap<string, CelValue>;

  /** `fields`: those of `op`, `path`, `from` and `value` that the expression sets. */
  constructor(fields: ReadonlyMap<string, CelValue>) {
    super();
    this.fields = fields;
  }

  /** `op`, `path` or `from`; `""` without one. */
  text(name: "op" | "path" | "from"): string {
    const value = this.fields.get(name);
    return typeof value === "string" ? value : "";
  }

  equals(other: CelValue, work: Work): CelResult {
    if (!(other instanceof PatchOperation)) return false;
    if (texts.some((name) => this.text(name) !== other.text(name))) return false;
    const [left, right] = [this.fields.get("value"), other.fields.get("value")];
    if (left === undefined || right === undefined) return left === right;
    return equalValues(left, right, work);
  }

  override field(name: string): CelResult | undefined {
    return name === "value"
      ? this.fields.get(name)
      : texts.includes(name as "op")
        ? this.text(name as "op")
        : undefined;
  }

  override isSet(name: string): boolean {
    return name === "value" ? this.fields.has(name) : texts.includes(name as "op") && this.text(name as "op") !== "";
  }
}

const texts = ["op", "path", "from"] as const;
const patchFields: ReadonlyMap<string, CelType> = new Map<string, CelType>([
  ...texts.map((name) => [name, stringType] as const),
  ["value", dynType],
]);

/** The type of an operation of a JSON patch. */
export const jsonPatchType: CelType = structType("JSONPatch", patchFields);

/** Fields with any name, because they are not checked. */
const anyField = { get: () => dynType };

/** The type of an apply configuration. */
export const mutationObjectType: CelType = structType("Object", anyField);

const patchOperations: StructDeclaration = {
  type: jsonPatchType,
  create(fields) {
    for (const name of fields.keys()) {
      if (!patchFields.has(name)) return new CelError(`unexpected JSONPatchType field: ${name}`);
    }
    return new PatchOperation(fields);
  },
};

/** The types that only mutations may use, by name (pkg/cel/mutation/typeresolver.go). */
export function mutationStruct(name: string): StructDeclaration | undefined {
  if (name === "JSONPatch") return patchOperations;
  if (name !== "Object" && !name.startsWith("Object.")) return undefined;
  const type = name === "Object" ? mutationObjectType : structType(name, anyField);
  return { type, create: (fields) => new MutationObject(type, fields) };
}
