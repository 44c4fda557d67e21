import type { Call, Expression } from "../ast/expression.js";
import { descendantsOf } from "../ast/walk.js";
import type { ValidationInput } from "../library/validator.js";
import type { TypeKind } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { type Clause, clauseErrors, parseFormat, type Verb } from "./format-clauses.js";

/** Checks calls of `format` with literal arguments (cel-go, ext/formatting.go, stringFormatValidator). */
export function validateFormatCalls(root: Expression, input: ValidationInput): void {
  for (const node of descendantsOf(root)) {
    if (node.kind !== "call" || node.function !== "format" || node.target?.kind !== "literal") continue;
    const { value } = node.target;
    if (typeof value === "string") validateCall(node, { format: value, input });
  }
}

interface FormatCall {
  readonly format: string;
  readonly input: ValidationInput;
}

function validateCall({ id, args: [list] }: Call, { format, input }: FormatCall): void {
  if (list?.kind !== "list") return;
  const fault = faultOf(format, list.elements, input);
  if (fault !== undefined) input.issues.report(input.positions.offsetOf(fault.id ?? id), fault.message);
}

interface Fault {
  readonly message: string;
  /** The node with the error; undefined: the call. */
  readonly id?: number;
}

function faultOf(format: string, values: readonly Expression[], input: ValidationInput): Fault | undefined {
  let used = 0;
  for (const piece of parseFormat(format, () => used < values.length)) {
    if (typeof piece === "string") continue;
    if (piece instanceof CelError) return piece;
    const wrong = wrongPart(piece, values[used++] as Expression, input);
    if (wrong === undefined) continue;
    const type = input.types.get(wrong.id)?.name ?? "";
    return { message: `error during formatting: ${clauseErrors[piece.verb](type)}`, id: wrong.id };
  }
  if (values.length <= used) return undefined;
  return { message: `too many arguments supplied to string.format (expected ${used}, got ${values.length})` };
}

const texts: readonly TypeKind[] = [
  "list",
  "map",
  "int",
  "uint",
  "double",
  "bool",
  "string",
  "timestamp",
  "bytes",
  "duration",
  "type",
  "null",
];
const allowed: Readonly<Record<Verb, readonly TypeKind[]>> = {
  s: texts,
  d: ["int", "uint"],
  f: ["double", "string"],
  e: ["double", "string"],
  b: ["int", "uint", "bool"],
  x: ["int", "uint", "string", "bytes"],
  X: ["int", "uint", "string", "bytes"],
  o: ["int", "uint"],
};

/** The part of a value whose type the clause does not accept; undefined: none. */
function wrongPart(clause: Clause, value: Expression, input: ValidationInput): Expression | undefined {
  const kind = input.types.get(value.id)?.kind ?? "dyn";
  if (kind !== "dyn" && !allowed[clause.verb].includes(kind)) return value;
  if (clause.verb !== "s") return undefined;
  for (const part of partsOf(value)) {
    const wrong = wrongPart(clause, part, input);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function partsOf(value: Expression): readonly Expression[] {
  if (value.kind === "list") return value.elements;
  return value.kind === "map" ? value.entries.flatMap(({ key, value: inner }) => [key, inner]) : [];
}
