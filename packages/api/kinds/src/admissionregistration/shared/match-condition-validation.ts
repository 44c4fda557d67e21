import type { admissionregistrationV1 } from "@engenho/core";
import { type Causes, type LongWork, qualifiedNameFaults } from "@engenho/machinery";

const maxConditions = 64;

/** Compiles the CEL expression of a match condition: returns upstream's message, or undefined if it is valid. */
export type ConditionFault = (expression: string) => LongWork<string | undefined>;

/** Checks the match conditions of a webhook or a policy (upstream: validateMatchConditions). */
export function* checkMatchConditions(
  conditions: readonly Partial<admissionregistrationV1.MatchCondition>[],
  path: string,
  { causes, faultOf }: { readonly causes: Causes; readonly faultOf: ConditionFault },
): LongWork<void> {
  if (conditions.length > maxConditions) causes.tooMany(path, conditions.length, maxConditions);
  const names = new Set<string>();
  for (const [index, { name = "", expression = "" }] of conditions.entries()) {
    const at = `${path}[${index}]`;
    const trimmed = expression.trim();
    if (trimmed === "") causes.required(`${at}.expression`);
    else {
      const fault = yield* faultOf(trimmed);
      if (fault !== undefined) causes.invalid(`${at}.expression`, trimmed, fault);
    }
    if (name === "") causes.required(`${at}.name`);
    else {
      causes.invalidEach(`${at}.name`, name, qualifiedNameFaults(name));
      if (names.has(name)) causes.duplicate(`${at}.name`, name);
      names.add(name);
    }
  }
}
