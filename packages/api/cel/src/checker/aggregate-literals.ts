import type { Expression } from "../ast/expression.js";
import { childrenOf } from "../ast/walk.js";
import type { ValidationInput, Validator } from "../library/validator.js";
import type { CelType } from "../types/cel-type.js";
import { formatType } from "./format-type.js";

/**
 * Checks that the elements of list and map literals have a single type, except in the arguments of some functions (cel-go,
 * cel/validator.go, ValidateHomogeneousAggregateLiterals).
 */
export function aggregateLiteralsValidator(exemptFunctions: ReadonlySet<string>): Validator {
  const validate: Validator = (node, input) => {
    if (node.kind === "call" && exemptFunctions.has(node.function)) return;
    if (node.kind === "list") validateList(node, input);
    else if (node.kind === "map") validateMap(node, input);
    for (const child of childrenOf(node)) validate(child, input);
  };
  return validate;
}

function validateList({ elements, optionals }: Extract<Expression, { kind: "list" }>, input: ValidationInput): void {
  let first: CelType | undefined;
  for (const [index, { id }] of elements.entries()) {
    const type = typeOf(id, optionals.has(index), input);
    first ??= type;
    if (first.equals(type)) continue;
    report(id, [first, type], input);
    return;
  }
}

function validateMap({ entries }: Extract<Expression, { kind: "map" }>, input: ValidationInput): void {
  const [first] = entries;
  if (first === undefined) return;
  const keyType = typeOf(first.key.id, false, input);
  const valueType = typeOf(first.value.id, first.optional, input);
  for (const { key, value, optional } of entries) {
    const keyHere = typeOf(key.id, false, input);
    const valueHere = typeOf(value.id, optional, input);
    if (!keyType.equals(keyHere)) report(key.id, [keyType, keyHere], input);
    if (!valueType.equals(valueHere)) report(value.id, [valueType, valueHere], input);
  }
}

function typeOf(id: number, isOptional: boolean, { types }: ValidationInput): CelType {
  const type = types.get(id) as CelType;
  return isOptional ? (type.parameters[0] ?? type) : type;
}

function report(id: number, [expected, actual]: readonly [CelType, CelType], input: ValidationInput): void {
  const message = `expected type '${formatType(expected)}' but found '${formatType(actual)}'`;
  input.issues.report(input.positions.offsetOf(id), message);
}
