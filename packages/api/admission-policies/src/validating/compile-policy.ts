import type { admissionregistrationV1, ValidatingAdmissionPolicy } from "@engenho/core";
import {
  AdmissionCompiler,
  type CompiledExpression,
  compileMatchConditions,
  expressionTypes,
  type MatchConditions,
} from "@engenho/expressions";
import type { LongWork, MaybeWork } from "@engenho/machinery";

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
export function compiledPolicy({ spec = {} }: ValidatingAdmissionPolicy): MaybeWork<CompiledPolicy> {
  return compiled.get(spec) ?? compileOnce(spec);
}

function* compileOnce(spec: Spec): LongWork<CompiledPolicy> {
  const policy = yield* compilePolicy(spec);
  compiled.set(spec, policy);
  return policy;
}

/** Upstream: validating/plugin.go, compilePolicy. */
function* compilePolicy(spec: Spec): LongWork<CompiledPolicy> {
  const { paramKind, variables = [], matchConditions = [], validations = [], auditAnnotations = [] } = spec;
  const compiler = new AdmissionCompiler({ composes: true });
  const params = paramKind !== undefined;
  const full = { params, authorizer: true };
  const { bool, string, null: nothing } = expressionTypes();
  const limited = { params, authorizer: false };
  const named = new Map<string, CompiledExpression>();
  for (const { name, expression } of variables) {
    named.set(name, yield* compiler.compileVariable(name, expression, { variables: full, age: "stored" }));
  }
  const ofValidations: CompiledExpression[] = [];
  const messages: (CompiledExpression | undefined)[] = [];
  for (const { expression, messageExpression = "" } of validations) {
    ofValidations.push(yield* compiler.compile(expression, { returns: [bool], variables: full, age: "stored" }));
    messages.push(
      messageExpression === ""
        ? undefined
        : yield* compiler.compile(messageExpression, { returns: [string], variables: limited, age: "stored" }),
    );
  }
  const ofAnnotations: CompiledExpression[] = [];
  for (const { valueExpression } of auditAnnotations) {
    const returns = [string, nothing];
    ofAnnotations.push(yield* compiler.compile(valueExpression, { returns, variables: full, age: "stored" }));
  }
  return {
    variables: named,
    matchConditions: yield* compileMatchConditions(matchConditions, { compiler, variables: full }),
    validations: ofValidations,
    auditAnnotations: ofAnnotations,
    messages,
  };
}
