import type { Expression } from "../ast/expression.js";
import { descendantsOf } from "../ast/walk.js";
import type { RegularExpressions } from "../library/regular-expressions.js";
import type { ValidationInput, Validator } from "../library/validator.js";
import { CelError } from "../values/error.js";
import { parseDuration, parseTimestamp } from "../values/go-time.js";
import { isTimestamp } from "../values/time.js";
import type { CelValue } from "../values/value.js";

/**
 * Checks the literal arguments of `duration`, `timestamp` and `matches`; of `matches` only the first, as cel-go does
 * (cel/validator.go).
 */
export function literalsValidator(engine: RegularExpressions | undefined): Validator {
  const readers: ReadonlyMap<string, (value: CelValue) => boolean> = new Map([
    ["duration", isDuration],
    ["timestamp", isTime],
    ["matches", (value: CelValue) => isPattern(value, engine)],
  ]);
  return (root, input) => {
    for (const node of descendantsOf(root)) {
      const isReadable = node.kind === "call" ? readers.get(node.function) : undefined;
      if (node.kind === "call" && isReadable !== undefined) validateCall(node, isReadable, input);
    }
  };
}

function validateCall(
  { function: name, args: [first] }: Extract<Expression, { kind: "call" }>,
  isReadable: (value: CelValue) => boolean,
  { issues, positions }: ValidationInput,
): void {
  if (first?.kind !== "literal" || isReadable(first.value)) return;
  issues.report(positions.offsetOf(first.id), `invalid ${name} argument`);
}

function isDuration(value: CelValue): boolean {
  return typeof value === "string" && !(parseDuration(value) instanceof CelError);
}

function isTime(value: CelValue): boolean {
  if (typeof value === "bigint") return isTimestamp(value * 1_000_000_000n);
  return typeof value === "string" && !(parseTimestamp(value) instanceof CelError);
}

function isPattern(value: CelValue, engine: RegularExpressions | undefined): boolean {
  if (typeof value !== "string") return true;
  try {
    engine?.compile(value);
    return true;
  } catch {
    return false;
  }
}
