import { anyType, bindingsLibrary, boolType, CelError, type Environment } from "@engenho/cel";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { deviceCosts, deviceType } from "./device-types.js";

/** Upstream: CELSelectorExpressionMaxCost. */
const maxCost = 1_000_000;

/** Why a selector cannot be used, in upstream's words. */
export interface DeviceSelectorFault {
  /** `Forbidden`: it is too expensive. `Internal`: it is not to blame. */
  readonly type: "Invalid" | "Forbidden" | "Internal";
  /** The error, in upstream's words. */
  readonly detail: string;
}

const environments: { new?: Environment; stored?: Environment } = {};

/**
 * What is wrong with the expression that selects devices of resource.k8s.io; undefined if nothing is. `age`: whether the stored
 * object has it already. Upstream: dynamic-resource-allocation/cel/compile.go, validateCELSelector.
 */
export function deviceSelectorFault(source: string, age: "new" | "stored"): DeviceSelectorFault | undefined {
  const environment = environmentOf(age);
  const compilation = environment.compile(source);
  if (compilation.type === "failed") {
    return { type: "Invalid", detail: `compilation failed: ${compilation.message}` };
  }
  const { expression } = compilation;
  const { type } = expression;
  if (!type.equals(boolType) && !type.equals(anyType)) {
    return { type: "Invalid", detail: `must evaluate to ${boolType} or the unknown type, not ${type}` };
  }
  const fault = kubernetesExpressions().literalPatternFault(expression);
  const program = fault === undefined ? environment.program(expression) : new CelError(fault);
  if (program instanceof CelError) {
    return { type: "Internal", detail: `program instantiation failed: ${program.message}` };
  }
  const { max } = environment.estimateCost(expression, deviceCosts);
  return max > maxCost ? { type: "Forbidden", detail: "too complex, exceeds cost limit" } : undefined;
}

function environmentOf(age: "new" | "stored"): Environment {
  const { newExpressions, storedExpressions } = kubernetesExpressions();
  environments[age] ??= (age === "new" ? newExpressions : storedExpressions).extend({
    variables: new Map([["device", deviceType]]),
    macros: bindingsLibrary.macros ?? [],
  });
  return environments[age];
}
