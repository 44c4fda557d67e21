import type { Expression } from "../ast/expression.js";
import type { Issues } from "../ast/issues.js";
import type { Positions } from "../ast/positions.js";
import { childrenOf } from "../ast/walk.js";
import type { RegularExpressions } from "../environment/regular-expressions.js";
import type { CelType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { parseDuration, parseTimestamp } from "../values/go-time.js";
import { isTimestamp } from "../values/time.js";
import { formatType } from "./format-type.js";

/** An expression that was checked, and where to report what is wrong with its literals. */
export interface LiteralsInput {
  readonly types: ReadonlyMap<number, CelType>;
  readonly positions: Positions;
  readonly issues: Issues;
  readonly regularExpressions: RegularExpressions | undefined;
}

/**
 * Checks literals that functions could not read, and that written lists and maps are of one type; `matches` is looked at in
 * its first argument only, as cel-go does (cel/validator.go).
 */
export function validateLiterals(root: Expression, input: LiteralsInput): void {
  const nodes = [...descendants(root)];
  for (const name of ["duration", "timestamp", "matches"]) {
    for (const node of nodes) if (node.kind === "call" && node.function === name) validateCall(name, node, input);
  }
  for (const node of nodes) if (node.kind === "list") validateList(node, input);
  for (const node of nodes) if (node.kind === "map") validateMap(node, input);
}

function* descendants(node: Expression): Generator<Expression> {
  yield node;
  for (const child of childrenOf(node)) yield* descendants(child);
}

function validateCall(
  name: string,
  { args: [first] }: Extract<Expression, { kind: "call" }>,
  input: LiteralsInput,
): void {
  if (first?.kind !== "literal" || isReadable(name, first.value, input.regularExpressions)) return;
  input.issues.report(input.positions.offsetOf(first.id), `invalid ${name} argument`);
}

function isReadable(name: string, value: unknown, engine: RegularExpressions | undefined): boolean {
  if (typeof value === "bigint") return name === "timestamp" && isTimestamp(value * 1_000_000_000n);
  if (typeof value !== "string") return true;
  if (name === "duration") return !(parseDuration(value) instanceof CelError);
  if (name === "timestamp") return !(parseTimestamp(value) instanceof CelError);
  try {
    engine?.compile(value);
    return true;
  } catch {
    return false;
  }
}

function validateList({ elements, optionals }: Extract<Expression, { kind: "list" }>, input: LiteralsInput): void {
  let first: CelType | undefined;
  for (const [index, { id }] of elements.entries()) {
    const type = typeOf(id, optionals.has(index), input);
    first ??= type;
    if (isSame(first, type)) continue;
    mismatch(id, [first, type], input);
    return;
  }
}

function validateMap({ entries }: Extract<Expression, { kind: "map" }>, input: LiteralsInput): void {
  const [first] = entries;
  if (first === undefined) return;
  const keyType = typeOf(first.key.id, false, input);
  const valueType = typeOf(first.value.id, first.optional, input);
  for (const { key, value, optional } of entries) {
    const types = [typeOf(key.id, false, input), typeOf(value.id, optional, input)] as const;
    if (!isSame(keyType, types[0])) mismatch(key.id, [keyType, types[0]], input);
    if (!isSame(valueType, types[1])) mismatch(value.id, [valueType, types[1]], input);
  }
}

function typeOf(id: number, isOptional: boolean, { types }: LiteralsInput): CelType {
  const type = types.get(id) as CelType;
  return isOptional ? (type.parameters[0] ?? type) : type;
}

function isSame(left: CelType, right: CelType): boolean {
  return left.equals(right) || (left.kind === "typeParam" && right.kind === "typeParam");
}

function mismatch(id: number, [expected, actual]: readonly [CelType, CelType], input: LiteralsInput): void {
  const message = `expected type '${formatType(expected)}' but found '${formatType(actual)}'`;
  input.issues.report(input.positions.offsetOf(id), message);
}
