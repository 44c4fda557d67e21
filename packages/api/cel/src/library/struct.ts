import type { CelType } from "../types/cel-type.js";
import type { CelResult, CelValue } from "../values/value.js";

/** A struct type whose values expressions can make: `Name{field: value}`. */
export interface StructDeclaration {
  /** The type, whose fields determine what a literal may contain. */
  readonly type: CelType;
  /** Makes a value of the fields of a literal. */
  create(fields: ReadonlyMap<string, CelValue>): CelResult;
}
