import type { admissionregistrationV1beta1 } from "@engenho/core";
import {
  AdmissionCompiler,
  type CompiledExpression,
  compileMatchConditions,
  expressionTypes,
  type MatchConditions,
} from "@engenho/expressions";
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
export function compiledMutatingPolicy({ spec = {} }: MutatingPolicy): CompiledMutatingPolicy {
  let policy = compiled.get(spec);
  if (policy === undefined) {
    policy = compilePolicy(spec);
    compiled.set(spec, policy);
  }
  return policy;
}

/** Upstream: mutating/compilation.go, compilePolicy. */
function compilePolicy(spec: Spec): CompiledMutatingPolicy {
  const { paramKind, variables = [], matchConditions = [], mutations = [] } = spec;
  const compiler = new AdmissionCompiler({ composes: true });
  const full = { params: paramKind !== undefined, authorizer: true };
  const { jsonPatches, mutationObject } = expressionTypes();
  const named = variables.map(({ name, expression }) => {
    const variable = compiler.compileVariable(name, expression, { variables: full, age: "stored" });
    return [name, variable] as const;
  });
  return {
    variables: new Map(named),
    matchConditions: compileMatchConditions(matchConditions, { compiler, variables: full }),
    mutations: mutations.map(({ patchType, applyConfiguration, jsonPatch }) => {
      const type = patchType === "JSONPatch" ? "json" : "apply";
      const source = (type === "json" ? jsonPatch : applyConfiguration)?.expression ?? "";
      const returns = [type === "json" ? jsonPatches : mutationObject];
      const withTypes = { ...full, patchTypes: true };
      return { type, expression: compiler.compile(source, { returns, variables: withTypes, age: "stored" }) };
    }),
  };
}
