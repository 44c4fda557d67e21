import type { admissionregistrationV1, ValidatingAdmissionPolicy } from "@engenho/core";
import {
  AdmissionCompiler,
  type CompiledExpression,
  compileMatchConditions,
  expressionTypes,
  type MatchConditions,
} from "@engenho/expressions";

type Spec = Partial<admissionregistrationV1.ValidatingAdmissionPolicySpec>;

/** The expressions of a policy, compiled. */
export interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, CompiledExpression>;
  readonly matchConditions: MatchConditions;
  readonly validations: readonly CompiledExpression[];
  /** Undefined for a validation without an expression for its message. */
  readonly messages: readonly (CompiledExpression | undefined)[];
  readonly auditAnnotations: readonly CompiledExpression[];
}

const compiled = new WeakMap<Spec, CompiledPolicy>();

/** Compiles a stored policy once: its status does not matter. */
export function compiledPolicy({ spec = {} }: ValidatingAdmissionPolicy): CompiledPolicy {
  let policy = compiled.get(spec);
  if (policy === undefined) {
    policy = compilePolicy(spec);
    compiled.set(spec, policy);
  }
  return policy;
}

/** Upstream: validating/plugin.go, compilePolicy. */
function compilePolicy(spec: Spec): CompiledPolicy {
  const { paramKind, variables = [], matchConditions = [], validations = [], auditAnnotations = [] } = spec;
  const compiler = new AdmissionCompiler({ composes: true });
  const params = paramKind !== undefined;
  const full = { params, authorizer: true };
  const { bool, string, null: nothing } = expressionTypes();
  const named = variables.map(({ name, expression }) => {
    const variable = compiler.compileVariable(name, expression, { variables: full, age: "stored" });
    return [name, variable] as const;
  });
  return {
    variables: new Map(named),
    matchConditions: compileMatchConditions(matchConditions, { compiler, variables: full }),
    validations: validations.map(({ expression }) =>
      compiler.compile(expression, { returns: [bool], variables: full, age: "stored" }),
    ),
    auditAnnotations: auditAnnotations.map(({ valueExpression }) =>
      compiler.compile(valueExpression, { returns: [string, nothing], variables: full, age: "stored" }),
    ),
    messages: validations.map(({ messageExpression = "" }) =>
      messageExpression === ""
        ? undefined
        : compiler.compile(messageExpression, {
            returns: [string],
            variables: { params, authorizer: false },
            age: "stored",
          }),
    ),
  };
}
