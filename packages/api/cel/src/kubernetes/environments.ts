import type { CheckedExpression } from "../ast/checked-expression.js";
import type { Expression } from "../ast/expression.js";
import { childrenOf } from "../ast/walk.js";
import { createEnvironment } from "../environment/create-environment.js";
import type { Environment } from "../environment/environment.js";
import { kubernetesCallMeters } from "./call-meter.js";
import { messageOf } from "./declare.js";
import { type KubernetesLibraryOptions, kubernetesLibraries } from "./libraries.js";
import type { FindingExpressions } from "./regex.js";

/** What expressions of Kubernetes 1.34 can use, without variables (pkg/cel/environment/base.go). */
export interface KubernetesEnvironments {
  /** For expressions that are new: what the version before knows, too, to which one may have to go back (1.33). */
  readonly newExpressions: Environment;
  /** For expressions that are stored: all that any version has accepted. */
  readonly storedExpressions: Environment;
  /** What is wrong with a pattern that is written out in a call of `find` or `findAll`; undefined: nothing. */
  literalPatternFault(expression: CheckedExpression): string | undefined;
}

const compatibilityVersion = 33;

/** Makes the environments of Kubernetes 1.34. */
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
        return messageOf(error);
      }
    }
  }
  for (const child of childrenOf(expression)) {
    const fault = patternFault(child, regularExpressions);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
