import { type Activation, type CelResult, type CelValue, fromJson } from "@engenho/cel";
import { Blocked } from "./blocked.js";
import type { CompiledExpression } from "./compiler.js";
import { ComposedVariables } from "./composed-variables.js";
import type { EvaluationPlace } from "./evaluate.js";
import type { RequestAuthorizer, RequestResource } from "./request-authorizer.js";

/** The input of the expressions of a webhook or a policy, as JSON. */
export interface ExpressionInput {
  /** Null for DELETE. */
  readonly object: unknown;
  /** Null for CREATE. */
  readonly oldObject: unknown;
  /** An AdmissionRequest without the objects. */
  readonly request: unknown;
  /** The Namespace of the request; null for cluster-scoped objects. */
  readonly namespaceObject: unknown;
  /** Null without parameters. */
  readonly params: unknown;
  /** Undefined where expressions have no authorizer. */
  readonly authorizer: RequestAuthorizer | undefined;
  /** The resource that `authorizer.requestResource` checks. */
  readonly requestResource: RequestResource;
  /** The variables of the policy. */
  readonly variables?: ReadonlyMap<string, CompiledExpression> | undefined;
}

/** The values of one round of evaluations, in which each variable is evaluated at most once. */
export class InputActivation implements Activation, EvaluationPlace {
  readonly blocked = new Blocked();
  readonly activation: Activation = this;
  readonly variables: ComposedVariables;
  readonly #values = new Map<string, CelValue>();

  constructor(input: ExpressionInput) {
    const { authorizer, requestResource, variables = new Map() } = input;
    for (const name of ["object", "oldObject", "request", "namespaceObject", "params"] as const) {
      this.#values.set(name, fromJson(input[name] ?? null));
    }
    this.variables = new ComposedVariables(variables, this);
    this.#values.set("variables", this.variables);
    if (authorizer === undefined) return;
    const values = authorizer.values(requestResource, this.blocked);
    this.#values.set("authorizer", values.authorizer);
    this.#values.set("authorizer.requestResource", values.requestResource);
  }

  get(name: string): CelResult | undefined {
    return this.#values.get(name);
  }
}
