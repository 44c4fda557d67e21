import {
  errorMessage,
  isStoreError,
  type KubernetesObject,
  type StatusCause,
  type Stored,
  StoreError,
  TimeSlice,
} from "@engenho/core";
import { matchRequest, RequestAuthorizer } from "@engenho/expressions";
import { andThen, deepEqual, type GivesWay, type MaybePromise, settled } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  admissionForbidden,
  type MutationPasses,
  namespaceNotFound,
  namespaceOf,
  objectsInVersion,
  type Resource,
  userOf,
  type WithObject,
} from "@engenho/registry";
import { matchedResource } from "../matching/match-resources.js";
import { collectParams, paramResourceOf } from "../parameters/collect-params.js";
import { Failure, inOrder, settledOutcome } from "../policies/in-order.js";
import { namespaceValue } from "../request/namespace-value.js";
import { conditionInput, expressionInput } from "../request/policy-subject.js";
import { type CompiledMutation, compiledMutatingPolicy } from "./compile-policy.js";
import { mutateObject } from "./mutate-object.js";
import type { Invocation, MutatingBinding, MutatingHook, MutatingPolicy } from "./policy-kinds.js";
import { Reinvocation } from "./reinvocation.js";

type Policy = Stored<MutatingPolicy>;
type Binding = Stored<MutatingBinding>;

/** The object of a request after all matching policies (generic/policy_dispatcher.go, mutating/dispatcher.go). */
export function mutateRequest(
  hooks: readonly MutatingHook[],
  request: AdmissionRequest & WithObject,
  { context, passes }: { readonly context: AdmissionContext; readonly passes: MutationPasses },
): MaybePromise<KubernetesObject> {
  const dispatch = new Dispatch(request, context, passes);
  return andThen(
    inOrder(hooks, (hook) => dispatch.select(hook)),
    () => dispatch.mutate(),
  );
}

interface PolicyError {
  readonly message: string;
  readonly reason: "Forbidden" | "Invalid";
}

/** An invocation, and the kind in whose version its policy sees the object. */
interface Selected extends Invocation {
  readonly matched: Resource;
}

class Dispatch {
  readonly #request: AdmissionRequest & WithObject;
  readonly #context: AdmissionContext;
  readonly #passes: MutationPasses;
  readonly #reinvocation: Reinvocation;
  readonly #slice: GivesWay;
  readonly #authorizer: RequestAuthorizer;
  readonly #selected: Selected[] = [];
  readonly #errors: PolicyError[] = [];
  #object: KubernetesObject;

  constructor(request: AdmissionRequest & WithObject, context: AdmissionContext, passes: MutationPasses) {
    this.#request = request;
    this.#context = context;
    this.#passes = passes;
    this.#reinvocation = passes.memoryOf("MutatingAdmissionPolicy", () => new Reinvocation());
    this.#slice = new TimeSlice(context.clock);
    this.#authorizer = new RequestAuthorizer(context.authorizer, userOf(request));
    this.#object = request.object;
  }

  /** Selects the bindings and parameters with which a policy mutates the request. */
  select({ policy, bindings }: MutatingHook): MaybePromise<void> {
    const { matchConstraints, paramKind } = policy.spec ?? {};
    const matching = settledOutcome(() => {
      if (matchConstraints === undefined) throw new Error("policy contained no match constraints, a required field");
      return matchedResource(matchConstraints, this.#request, this.#context);
    });
    return andThen(matching, (matched) => {
      if (matched === undefined) return undefined;
      if (matched instanceof Failure) return this.#misconfigured(policy, undefined, matched.error);
      const params = paramResourceOf(paramKind, this.#context);
      if (params instanceof Error) return this.#misconfigured(policy, undefined, params);
      return inOrder(bindings, (binding) => this.#selectBinding(policy, binding, { matched, params }));
    });
  }

  #selectBinding(
    policy: Policy,
    binding: Binding,
    { matched, params }: { readonly matched: Resource; readonly params: Resource | undefined },
  ): MaybePromise<void> {
    const { matchResources, paramRef } = binding.spec ?? {};
    const request = this.#request;
    const matching = settledOutcome(() =>
      matchResources === undefined ? matched : matchedResource(matchResources, request, this.#context),
    );
    return andThen(matching, (bound) => {
      if (bound instanceof Failure) return this.#misconfigured(policy, binding, bound.error);
      if (bound === undefined) return undefined;
      const found = settledOutcome(() =>
        collectParams({ resource: params, ref: paramRef }, namespaceOf(request), this.#context),
      );
      return andThen(found, (all) => {
        if (all instanceof Failure) return this.#misconfigured(policy, binding, all.error);
        for (const one of all) this.#selected.push({ policy, binding, params: one, matched });
      });
    });
  }

  /** Applies the mutations of all selected invocations, in order. */
  mutate(): MaybePromise<KubernetesObject> {
    if (this.#selected.length === 0) return this.#ended();
    const reinvocation = this.#reinvocation;
    if (this.#passes.isSecond && reinvocation.hasChanged(this.#object)) reinvocation.changed();
    const found = namespaceValue(this.#request, this.#context, namespaceNotFound);
    return andThen(found, (namespace) =>
      andThen(
        inOrder(this.#selected, (selected) => this.#invoke(selected, namespace)),
        () => this.#ended(),
      ),
    );
  }

  #invoke(selected: Selected, namespace: object | null): MaybePromise<void> {
    const { policy, matched, params } = selected;
    const request = { ...this.#request, object: this.#object };
    const both = andThen(settled(compiledMutatingPolicy(policy), this.#slice), (compiled) =>
      andThen(objectsInVersion(request, matched, this.#context), (objects) => ({ compiled, ...objects })),
    );
    return andThen(both, ({ compiled, object, oldObject }) => {
      if (object === null) return undefined;
      const subject = { request, matched, object, oldObject, namespace, authorizer: this.#authorizer };
      const input = { ...expressionInput(subject, params), variables: compiled.variables };
      const ignoresFailures = policy.spec?.failurePolicy === "Ignore";
      const conditions = { ignoresFailures, slice: this.#slice };
      return andThen(matchRequest(compiled.matchConditions, conditionInput(input, subject), conditions), (match) => {
        if (match.type === "excluded") return undefined;
        if (match.type === "failed") return this.#failed(selected, new Error(match.message));
        const key = Reinvocation.keyOf(selected);
        if (this.#passes.isSecond && !this.#reinvocation.isDue(key)) return undefined;
        return andThen(this.#mutated(selected, compiled.mutations, { ...input, object }), (mutated) =>
          this.#invoked(selected, object, mutated),
        );
      });
    });
  }

  /** The object after all mutations of one policy. */
  #mutated(
    selected: Selected,
    mutations: readonly CompiledMutation[],
    input: Parameters<typeof mutateObject>[1]["input"],
  ): MaybePromise<KubernetesObject> {
    const { matched } = selected;
    let object = input.object;
    const apply = (mutation: Parameters<typeof mutateObject>[0]) => {
      const subject = { request: this.#request, matched, input: { ...input, object } };
      const tools = { context: this.#context, slice: this.#slice };
      return andThen(
        settledOutcome(() => mutateObject(mutation, subject, tools)),
        (outcome) => {
          if (outcome instanceof Failure) this.#failed(selected, outcome.error);
          else object = outcome;
        },
      );
    };
    return andThen(inOrder(mutations, apply), () => object);
  }

  #invoked(selected: Selected, before: KubernetesObject, after: KubernetesObject): MaybePromise<void> {
    const { policy, matched } = selected;
    const remember = (object: KubernetesObject) => {
      if (!deepEqual(this.#object, object)) {
        this.#reinvocation.changed();
        this.#passes.requestSecond();
        this.#object = object;
      }
      if (policy.spec?.reinvocationPolicy === "IfNeeded") this.#reinvocation.invoked(Reinvocation.keyOf(selected));
    };
    if (before === after) return remember(this.#object);
    return andThen(this.#inRequestVersion(after, matched), remember);
  }

  #inRequestVersion(object: KubernetesObject, matched: Resource): MaybePromise<KubernetesObject> {
    const { resource, subresource } = this.#request;
    const request = { ...this.#request, resource: matched, object, oldObject: undefined, subresource };
    return andThen(objectsInVersion(request, resource, this.#context), (objects) => objects.object ?? object);
  }

  #failed({ policy, binding }: Selected, error: unknown): void {
    // Errors of the server do not fall under the policy's failure policy.
    if (isStoreError(error, "InternalError", "ServiceUnavailable", "Timeout", "Closed")) throw error;
    this.#add(policy, binding, { message: errorMessage(error), reason: "Invalid" });
  }

  #misconfigured(policy: Policy, binding: Binding | undefined, error: unknown): void {
    const what = binding === undefined ? "policy" : "binding";
    const message = `failed to configure ${what}: ${errorMessage(error)}`;
    this.#add(policy, binding, { message, reason: "Forbidden" });
  }

  #add(policy: Policy, binding: Binding | undefined, { message, reason }: PolicyError): void {
    if (policy.spec?.failurePolicy === "Ignore") return;
    const { name } = policy.metadata;
    const whose =
      binding === undefined ? `policy "${name}"` : `policy '${name}' with binding '${binding.metadata.name}'`;
    this.#errors.push({ message: `${whose} denied request: ${message}`, reason });
  }

  #ended(): KubernetesObject {
    this.#reinvocation.remember(this.#object);
    const [first] = this.#errors;
    if (first === undefined) return this.#object;
    const causes: readonly StatusCause[] = this.#errors.map(({ message }) => ({ message }));
    const { details } = admissionForbidden(this.#request, { reason: first.message, causes });
    // As upstream: the reason is the policy's, the status that of every denial.
    const answer = { status: 403, reason: first.reason };
    throw new StoreError("Forbidden", first.message, { details, answer });
  }
}
