import {
  errorMessage,
  type KubernetesObject,
  type StatusCause,
  type Stored,
  StoreError,
  TimeSlice,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from "@engenho/core";
import { RequestAuthorizer } from "@engenho/expressions";
import { andThen, type GivesWay, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  admissionForbidden,
  namespaceNotFound,
  namespaceOf,
  objectsInVersion,
  type Resource,
  userOf,
} from "@engenho/registry";
import { matchedResource } from "../matching/match-resources.js";
import { collectParams, paramResourceOf } from "../parameters/collect-params.js";
import { Failure, inOrder, settledOutcome } from "../policies/in-order.js";
import { errorTypeOf, type ObserveCheck, type PolicyCheck } from "../policies/policy-check.js";
import type { PolicyHook } from "../policies/policy-hooks.js";
import { namespaceValue } from "../request/namespace-value.js";
import type { PolicySubject } from "../request/policy-subject.js";
import { AuditValues } from "./audit-annotations.js";
import type { Decision } from "./decisions.js";
import { evaluatePolicy, type PolicyOutcome } from "./evaluate-policy.js";

/** A ValidatingAdmissionPolicy and its bindings. */
export type ValidatingHook = PolicyHook<ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding>;

/** Rejects a request that a policy denies (validating/dispatcher.go: Dispatch). */
export function validateRequest(
  hooks: readonly ValidatingHook[],
  request: AdmissionRequest,
  { context, observe }: { readonly context: AdmissionContext; readonly observe: ObserveCheck | undefined },
): MaybePromise<void> {
  const dispatch = new Dispatch(request, context, observe);
  return andThen(
    inOrder(hooks, (hook) => dispatch.ask(hook)),
    () => dispatch.end(),
  );
}

/** A denial, with the policy and the binding that it comes from. */
interface Denial {
  readonly policy: string;
  /** Undefined: the policy itself could not be evaluated. */
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: StoreError["code"];
}

type Binding = Stored<ValidatingAdmissionPolicyBinding>;
type Policy = Stored<ValidatingAdmissionPolicy>;

/** The evaluation of all policies about one request. */
class Dispatch {
  readonly #request: AdmissionRequest;
  readonly #context: AdmissionContext;
  readonly #slice: GivesWay;
  readonly #authorizer: RequestAuthorizer;
  readonly #denials: Denial[] = [];
  readonly #observe: ObserveCheck | undefined;

  constructor(request: AdmissionRequest, context: AdmissionContext, observe: ObserveCheck | undefined) {
    this.#observe = observe;
    this.#request = request;
    this.#context = context;
    this.#slice = new TimeSlice(context.clock);
    this.#authorizer = new RequestAuthorizer(context.authorizer, userOf(request));
  }

  /** Evaluates a policy with each of its bindings. */
  ask({ policy, bindings }: ValidatingHook): MaybePromise<void> {
    const constraints = policy.spec?.matchConstraints;
    const matching = settledOutcome(() => {
      if (constraints === undefined) throw new Error("policy contained no match constraints, a required field");
      return matchedResource(constraints, this.#request, this.#context);
    });
    return andThen(matching, (matched) => {
      if (matched === undefined) return undefined;
      if (matched instanceof Failure) return this.#failed(policy, undefined, matched.error);
      const params = paramResourceOf(policy.spec?.paramKind, this.#context);
      if (params instanceof Error) return this.#failed(policy, undefined, params);
      const values = new AuditValues();
      const ask = (binding: Binding) => this.#askBinding(policy, binding, { matched, params, values });
      return andThen(inOrder(bindings, ask), () => {
        const { onAuditAnnotation } = this.#request.options;
        if (onAuditAnnotation !== undefined) values.publish(policy.metadata.name, onAuditAnnotation);
      });
    });
  }

  /** Throws the error of the first denial. */
  end(): void {
    const [first] = this.#denials;
    if (first === undefined) return;
    const { policy, binding, message, reason } = first;
    const bound = binding === undefined ? "" : ` with binding '${binding}'`;
    const told = `ValidatingAdmissionPolicy '${policy}'${bound} denied request: ${message}`;
    const cause: StatusCause = { message: told };
    const refused = admissionForbidden(this.#request, { reason: told, causes: [cause] });
    throw new StoreError(reason, refused.message, { details: refused.details });
  }

  #askBinding(policy: Policy, binding: Binding, setting: BindingSetting): MaybePromise<void> {
    const request = this.#request;
    const context = this.#context;
    const { matchResources, paramRef } = binding.spec ?? {};
    const fail = (failure: Failure) => this.#failed(policy, binding, failure.error);
    const matching = settledOutcome(() =>
      matchResources === undefined ? request.resource : matchedResource(matchResources, request, context),
    );
    return andThen(matching, (matched) => {
      if (matched instanceof Failure) return fail(matched);
      if (matched === undefined) return undefined;
      const ref = { resource: setting.params, ref: paramRef };
      const collected = settledOutcome(() => collectParams(ref, namespaceOf(request), context));
      return andThen(collected, (params) => {
        if (params instanceof Failure) return fail(params);
        if (params.length === 0) return undefined;
        const converted = settledOutcome(() => objectsInVersion(request, setting.matched, context));
        return andThen(converted, (objects) => {
          if (objects instanceof Failure) {
            return fail(new Failure(new Error(`failed to convert object version: ${errorMessage(objects.error)}`)));
          }
          return andThen(namespaceValue(request, context, namespaceNotFound), (namespace) => {
            const subject = { request, ...objects, matched: setting.matched, namespace, authorizer: this.#authorizer };
            return inOrder(params, (param) =>
              this.#evaluate(policy, binding, { subject, param, values: setting.values }),
            );
          });
        });
      });
    });
  }

  #evaluate(policy: Policy, binding: Binding, { subject, param, values }: Evaluated): MaybePromise<void> {
    const clock = this.#observe === undefined ? undefined : this.#context.clock;
    const outcome = evaluatePolicy(policy, { subject, params: param, slice: this.#slice, clock });
    return andThen(outcome, (ended) => this.#judge(policy, binding, ended, values));
  }

  #judge(policy: Policy, binding: Binding, { decisions, notes }: PolicyOutcome, values: AuditValues): void {
    for (const [index, decision] of decisions.entries()) {
      if (decision.type === "deny") this.#denied(policy, binding, decision, index);
      else if (decision.ignored !== undefined) this.#note(policy, binding, "allow", decision);
    }
    for (const note of notes) {
      if (note.type === "publish") values.add(note.key, note.value);
      else if (note.type === "error") {
        this.#note(policy, binding, "deny", note);
        this.#deny(policy, binding, { message: note.message, reason: "Invalid" });
      }
    }
  }

  #note(policy: Policy, binding: Binding, action: PolicyCheck["action"], of: Checked): void {
    const error = errorTypeOf(of.ignored ?? of.message ?? "");
    const names = { policy: policy.metadata.name, binding: binding.metadata.name };
    this.#observe?.({ ...names, action, error, seconds: of.seconds ?? 0 });
  }

  #denied(policy: Policy, binding: Binding, decision: Extract<Decision, { type: "deny" }>, index: number): void {
    const { validationActions = [] } = binding.spec ?? {};
    const { onWarning, options } = this.#request;
    const policyName = policy.metadata.name;
    const bindingName = binding.metadata.name;
    for (const action of validationActions) {
      this.#note(policy, binding, action.toLowerCase() as PolicyCheck["action"], decision);
      if (action === "Deny") this.#deny(policy, binding, decision);
      else if (action === "Warn") {
        const told = `Validation failed for ValidatingAdmissionPolicy '${policyName}' with binding '${bindingName}'`;
        onWarning(`${told}: ${decision.message}`);
      } else if (action === "Audit") {
        const failure = {
          message: decision.message,
          policy: policyName,
          binding: bindingName,
          expressionIndex: index,
          validationActions,
        };
        options.onAuditAnnotation?.(failureKey, JSON.stringify([failure]));
      }
    }
  }

  /** Handles a failure outside of validations according to the failure policy. */
  #failed(policy: Policy, binding: Binding | undefined, error: unknown): void {
    if (policy.spec?.failurePolicy === "Ignore") return;
    const what = binding === undefined ? "policy" : "binding";
    this.#deny(policy, binding, { message: `failed to configure ${what}: ${errorMessage(error)}`, reason: "Invalid" });
  }

  #deny(
    policy: Policy,
    binding: Binding | undefined,
    { message, reason }: { readonly message: string; readonly reason: StoreError["code"] },
  ): void {
    this.#denials.push({ policy: policy.metadata.name, binding: binding?.metadata.name, message, reason });
  }
}

/** What a check says: the failure, or why the request is denied. */
interface Checked {
  readonly ignored?: string;
  readonly message?: string;
  readonly seconds?: number | undefined;
}

interface BindingSetting {
  readonly matched: Resource;
  readonly params: Resource | undefined;
  readonly values: AuditValues;
}

interface Evaluated {
  readonly subject: PolicySubject;
  readonly param: KubernetesObject | null;
  readonly values: AuditValues;
}

/** The audit annotation of a validation that failed (validating/dispatcher.go: publishValidationFailureAnnotation). */
const failureKey = "validation.policy.admission.k8s.io/validation_failure";
