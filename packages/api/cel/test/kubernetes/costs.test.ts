import { describe, expect, it } from "vitest";
import { createEnvironment } from "../../src/environment/create-environment.js";
import { estimateKubernetesCall } from "../../src/kubernetes/call-estimates.js";
import { kubernetesCallMeters } from "../../src/kubernetes/call-meter.js";
import { kubernetesLibraries } from "../../src/kubernetes/libraries.js";
import type { CostEstimator, Estimate, EstimatedNode } from "../../src/library/estimates.js";
import { stringType, structType } from "../../src/types/cel-type.js";
import { CelError } from "../../src/values/error.js";
import { upstreamCosts } from "./generated/upstream-costs.js";
import { formats, regularExpressions } from "./kubernetes-options.js";

const environment = createEnvironment({
  libraries: kubernetesLibraries({ regularExpressions, formats })
    .filter(({ since }) => since < 34)
    .map(({ library }) => library),
  regularExpressions,
  presenceTestHasCost: false,
  // As in upstream's test, but unlike its servers: constants are evaluated, and charged.
  foldConstants: false,
  callMeters: kubernetesCallMeters,
}).extend({ variables: new Map([["authorizer", structType("kubernetes.authorization.Authorizer")]]) });

/** As in upstream's test: strings and bytes have up to 12 characters. */
const estimateSize = ({ type }: EstimatedNode): Estimate | undefined =>
  type.kind === "string" || type.kind === "bytes" ? { min: 0, max: 12 } : undefined;
const estimator: CostEstimator = { estimateSize, estimateCall: (call) => estimateKubernetesCall(call, estimateSize) };

function compiled(expression: string) {
  const compilation = environment.compile(expression);
  if (compilation.type === "failed") throw new Error(compilation.message);
  return compilation.expression;
}

// jsonpatch is for mutating policies.
const costs = upstreamCosts.filter(([expression]) => !expression.startsWith("jsonpatch"));

it.each(costs)("%s is estimated at %i to %i", (expression, min, max) => {
  expect(environment.estimateCost(compiled(expression), estimator)).toEqual({ min, max });
});

// There is no authorizer.
it.each(costs.filter(([expression]) => !expression.startsWith("authorizer")))(
  "%s (%i to %i) costs %i",
  (expression, _min, _max, cost) => {
    const program = environment.program(compiled(expression));
    if (program instanceof CelError) throw new Error(program.message);
    const evaluation = program.evaluate(new Map());
    expect({ type: evaluation.type, cost: evaluation.cost }).toEqual({ type: "value", cost });
  },
);

describe("sizes of the results of `replace` (upstream: TestSize)", () => {
  const node = (size: Estimate): EstimatedNode => ({
    path: undefined,
    type: stringType,
    expression: undefined,
    computedSize: size,
  });
  const exact = (size: number): Estimate => ({ min: size, max: size });

  it.each<[string, Estimate, readonly [Estimate, Estimate], Estimate]>([
    ["empty with char", exact(3), [exact(0), exact(1)], exact(7)],
    ["char with empty", exact(3), [exact(1), exact(0)], { min: 0, max: 3 }],
    ["repeated", exact(4), [exact(2), exact(4)], { min: 4, max: 8 }],
    [
      "maybe empty",
      exact(4),
      [
        { min: 0, max: 1 },
        { min: 0, max: 2 },
      ],
      { min: 0, max: 14 },
    ],
    [
      "maybe larger",
      exact(4),
      [
        { min: 1, max: 1 },
        { min: 1, max: 2 },
      ],
      { min: 4, max: 8 },
    ],
    [
      "maybe smaller",
      exact(4),
      [
        { min: 1, max: 2 },
        { min: 1, max: 1 },
      ],
      { min: 2, max: 4 },
    ],
  ])("%s", (_title, target, args, expected) => {
    const call = { function: "replace", overload: "", target: node(target), args: args.map(node) };
    expect(estimateKubernetesCall(call, estimateSize)?.resultSize).toEqual(expected);
  });
});
