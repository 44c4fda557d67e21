import { errorMessage } from "@engenho/core";
import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Expression } from "../ast/expression.js";
import { childrenOf } from "../ast/walk.js";
import { createEnvironment } from "../environment/create-environment.js";
import type { Environment } from "../environment/environment.js";
import { kubernetesCallMeters } from "./call-meter.js";
import { type KubernetesLibraryOptions, kubernetesLibraries } from "./libraries.js";
import type { FindingExpressions } from "./regex.js";

/** The CEL environments of Kubernetes 1.34, without variables (pkg/cel/environment/base.go). */
export interface KubernetesEnvironments {
  /** For new expressions: limited to what the previous version (1.33) supports, so that a downgrade remains possible. */
  readonly newExpressions: Environment;
  /** For stored expressions: everything that any version has accepted. */
  readonly storedExpressions: Environment;
  /** The error in a literal pattern of a call of `find` or `findAll`; undefined: none. */
  literalPatternFault(expression: CheckedExpression): string | undefined;
}

const compatibilityVersion = 33;

/** Creates the environments of Kubernetes 1.34. */
export function kubernetesEnvironments(options: KubernetesLibraryOptions): KubernetesEnvironments {
  const { regularExpressions } = options;
  const libraries = kubernetesLibraries(options);
  const upTo = (version: number) =>
    createEnvironment({
      libraries: libraries.filter(({ since }) => since <= version).map(({ library }) => library),
      regularExpressions,
      homogeneousAggregateLiterals: true,
      crossTypeNumericComparisons: true,
      presenceTestHasCost: false,
      validateLiterals: true,
      callMeters: kubernetesCallMeters,
    });
  return {
    newExpressions: upTo(compatibilityVersion),
    storedExpressions: upTo(Number.POSITIVE_INFINITY),
    literalPatternFault: ({ root }) => patternFault(root, regularExpressions),
  };
}

function patternFault(expression: Expression, regularExpressions: FindingExpressions): string | undefined {
  if (expression.kind === "call" && (expression.function === "find" || expression.function === "findAll")) {
    const [pattern] = expression.args;
    if (pattern?.kind === "literal" && typeof pattern.value === "string") {
      try {
        regularExpressions.compile(pattern.value);
      } catch (error) {
        return errorMessage(error);
      }
    }
  }
  for (const child of childrenOf(expression)) {
    const fault = patternFault(child, regularExpressions);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
