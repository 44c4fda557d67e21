import type { admissionregistrationV1beta1 } from "@engenho/core";
import {
  AdmissionCompiler,
  type CompiledExpression,
  compileMatchConditions,
  expressionTypes,
  type MatchConditions,
} from "@engenho/expressions";
import type { LongWork, MaybeWork } from "@engenho/machinery";
import type { MutatingPolicy } from "./policy-kinds.js";

type Spec = Partial<admissionregistrationV1beta1.MutatingAdmissionPolicySpec>;

/** A mutation, compiled. */
export interface CompiledMutation {
  readonly type: "apply" | "json";
  readonly expression: CompiledExpression;
}

/** The expressions of a policy, compiled. */
export interface CompiledMutatingPolicy {
  readonly variables: ReadonlyMap<string, CompiledExpression>;
  readonly matchConditions: MatchConditions;
  readonly mutations: readonly CompiledMutation[];
}

const compiled = new WeakMap<Spec, CompiledMutatingPolicy>();

/** Compiles a stored policy once. */
export function compiledMutatingPolicy({ spec = {} }: MutatingPolicy): MaybeWork<CompiledMutatingPolicy> {
  return compiled.get(spec) ?? compileOnce(spec);
}

function* compileOnce(spec: Spec): LongWork<CompiledMutatingPolicy> {
  const policy = yield* compilePolicy(spec);
  compiled.set(spec, policy);
  return policy;
}

/** Upstream: mutating/compilation.go, compilePolicy. */
function* compilePolicy(spec: Spec): LongWork<CompiledMutatingPolicy> {
  const { paramKind, variables = [], matchConditions = [], mutations = [] } = spec;
  const compiler = new AdmissionCompiler({ composes: true });
  const full = { params: paramKind !== undefined, authorizer: true };
  const { jsonPatches, mutationObject } = expressionTypes();
  const withTypes = { ...full, patchTypes: true };
  const named = new Map<string, CompiledExpression>();
  for (const { name, expression } of variables) {
    named.set(name, yield* compiler.compileVariable(name, expression, { variables: full, age: "stored" }));
  }
  const ofMutations: CompiledMutation[] = [];
  for (const { patchType, applyConfiguration, jsonPatch } of mutations) {
    const type = patchType === "JSONPatch" ? "json" : "apply";
    const source = (type === "json" ? jsonPatch : applyConfiguration)?.expression ?? "";
    const returns = [type === "json" ? jsonPatches : mutationObject];
    const expression = yield* compiler.compile(source, { returns, variables: withTypes, age: "stored" });
    ofMutations.push({ type, expression });
  }
  return {
    variables: named,
    matchConditions: yield* compileMatchConditions(matchConditions, { compiler, variables: full }),
    mutations: ofMutations,
  };
}
