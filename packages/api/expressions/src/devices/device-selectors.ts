import { anyType, bindingsLibrary, boolType, CelError, type Environment } from "@engenho/cel";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { deviceCosts, deviceType } from "./device-types.js";

/** Upstream: CELSelectorExpressionMaxCost. */
const maxCost = 1_000_000;

/** Why a selector cannot be used. */
export interface DeviceSelectorFault {
  /** `Forbidden`: it is too expensive. `Internal`: the fault is not in the selector. */
  readonly type: "Invalid" | "Forbidden" | "Internal";
  /** Upstream's error message. */
  readonly detail: string;
}

const environments: { new?: Environment; stored?: Environment } = {};

/**
 * The error of an expression that selects devices (resource.k8s.io); undefined if it is valid. `age`: whether the
 * stored object already has it. Upstream: dynamic-resource-allocation/cel/compile.go, validateCELSelector.
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
