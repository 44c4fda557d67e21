import {
  authorizerType,
  CelError,
  type CelType,
  dynType,
  type Environment,
  jsonPatchFunctions,
  type Program,
  resourceCheckType,
} from "@engenho/cel";
import type { LongWork } from "@engenho/machinery";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { ComposedTypes } from "./composed-types.js";
import { mutationStruct } from "./mutation-types.js";
import { namespaceType, requestType } from "./variables.js";

/** The variables that an expression may use in addition to `object`, `oldObject`, `request` and `namespaceObject`. */
export interface OptionalVariables {
  /** `params`: the policy has parameters. */
  readonly params: boolean;
  /** `authorizer` and `authorizer.requestResource`. */
  readonly authorizer: boolean;
  /** The types `Object`, `Object.spec`... and `JSONPatch`, and `jsonpatch.escapeKey`: the expression is a mutation. Default: false. */
  readonly patchTypes?: boolean;
}

/**
 * `new`: limited to what the previous version of Kubernetes supports, so that a downgrade remains possible. `stored`: everything
 * that any version has accepted.
 */
export type ExpressionAge = "new" | "stored";

/** Why an expression cannot be used. */
export interface ExpressionError {
  /** `Internal`: the fault is not in the expression. */
  readonly type: "Invalid" | "Internal";
  /** Upstream's message. */
  readonly detail: string;
}

/** An expression that is ready for evaluation, or why it is not. */
export interface CompiledExpression {
  /** As the user wrote it. */
  readonly source: string;
  /** The type of its result. */
  readonly type: CelType | undefined;
  /** The compiled expression, or its error. */
  readonly program: Program | ExpressionError;
}

/** What an expression is compiled for. */
export interface CompileOptions {
  /** The types that its result may have; undefined: any. */
  readonly returns: readonly CelType[] | undefined;
  /** The variables that it may use in addition to those of every expression. */
  readonly variables: OptionalVariables;
  /** `stored` if the stored object has the same expression already. */
  readonly age: ExpressionAge;
}

/** Whether an expression cannot be used. */
export function isExpressionError(program: Program | ExpressionError): program is ExpressionError {
  return "detail" in program;
}

/**
 * Compiles the expressions of a webhook or a policy (plugin/cel/compile.go). Stateful where variables are composed: create one
 * for each policy.
 */
export class AdmissionCompiler {
  readonly #composed: ComposedTypes | undefined;
  readonly #environments = new Map<string, Environment>();

  /** `composes`: whether expressions may use `variables`. */
  constructor({ composes }: { readonly composes: boolean }) {
    this.#composed = composes ? new ComposedTypes() : undefined;
  }

  /** Compiles a variable, which expressions compiled after it can use, even if it has an error. */
  *compileVariable(
    name: string,
    source: string,
    options: Omit<CompileOptions, "returns">,
  ): LongWork<CompiledExpression> {
    const compiled = yield* this.compile(source, { ...options, returns: undefined });
    this.#composed?.declare(name, compiled.type);
    return compiled;
  }

  /** Compiles an expression. Yields between its steps: it may be long, or one of thousands. */
  *compile(source: string, { returns, variables, age }: CompileOptions): LongWork<CompiledExpression> {
    const environment = this.#environment(variables, age);
    const compilation = yield* environment.compileInSteps(source);
    yield;
    const failed = (type: ExpressionError["type"], detail: string): CompiledExpression => ({
      source,
      type: undefined,
      program: { type, detail },
    });
    if (compilation.type === "failed") return failed("Invalid", `compilation failed: ${compilation.message}`);
    const { expression } = compilation;
    const { type } = expression;
    if (returns !== undefined && !returns.some((allowed) => allowed.equals(type))) {
      const wanted = returns.length === 1 ? `${returns[0]}` : `one of [${returns.join(" ")}]`;
      return failed("Invalid", `must evaluate to ${wanted} but got ${type}`);
    }
    const fault = kubernetesExpressions().literalPatternFault(expression);
    const program = fault === undefined ? environment.program(expression) : new CelError(fault);
    yield;
    if (program instanceof CelError) return failed("Internal", `program instantiation failed: ${program.message}`);
    return { source, type, program };
  }

  #environment({ params, authorizer, patchTypes = false }: OptionalVariables, age: ExpressionAge): Environment {
    const key = `${age} ${params} ${authorizer} ${patchTypes}`;
    const known = this.#environments.get(key);
    if (known !== undefined) return known;
    const { newExpressions, storedExpressions } = kubernetesExpressions();
    const variables = new Map<string, CelType>([
      ["object", dynType],
      ["oldObject", dynType],
      ["namespaceObject", namespaceType],
      ["request", requestType],
    ]);
    if (params) variables.set("params", dynType);
    if (authorizer) {
      variables.set("authorizer", authorizerType);
      variables.set("authorizer.requestResource", resourceCheckType);
    }
    if (this.#composed !== undefined) variables.set("variables", this.#composed.type);
    const made = (age === "new" ? newExpressions : storedExpressions).extend({
      variables,
      ...(patchTypes ? { resolveStruct: mutationStruct, functions: jsonPatchFunctions } : {}),
    });
    this.#environments.set(key, made);
    return made;
  }
}
