import type { KubernetesObject, Stored } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext } from "@engenho/registry";

/** A policy with the bindings that put it into effect, ordered by name. */
export interface PolicyHook<Policy extends KubernetesObject, Binding extends KubernetesObject> {
  readonly policy: Stored<Policy>;
  readonly bindings: readonly Stored<Binding>[];
}

/** What both kinds of bindings have in common. */
export interface BindingOfPolicy extends KubernetesObject {
  readonly spec?: { readonly policyName?: string };
}

const group = "admissionregistration.k8s.io";

/** Finds the policies in effect, which change with the stored objects: the next request sees a write. */
export class PolicySource<Policy extends KubernetesObject, Binding extends BindingOfPolicy> {
  readonly #bindings: () => MaybePromise<readonly Stored[]>;
  readonly #policies: () => MaybePromise<ReadonlyMap<string, Stored>>;
  #known: Known<Policy, Binding> | undefined;

  /** `kind` is that of the policies. */
  constructor(kind: string, context: AdmissionContext) {
    this.#bindings = context.derived({ group, kind: `${kind}Binding` }, (objects) => objects);
    this.#policies = context.derived(
      { group, kind },
      (objects) => new Map(objects.map((object) => [object.metadata.name, object] as const)),
    );
  }

  /** The policies with at least one binding, ordered by the name of their first one. Bindings without a policy have no effect. */
  hooks(): MaybePromise<readonly PolicyHook<Policy, Binding>[]> {
    return andThen(this.#bindings(), (bindings) => {
      if (bindings.length === 0) return none;
      return andThen(this.#policies(), (policies) => {
        const known = this.#known;
        if (known !== undefined && known.bindings === bindings && known.policies === policies) return known.hooks;
        const hooks = joined<Policy, Binding>(bindings, policies);
        this.#known = { bindings, policies, hooks };
        return hooks;
      });
    });
  }
}

const none: readonly never[] = Object.freeze([]);

interface Known<Policy extends KubernetesObject, Binding extends KubernetesObject> {
  readonly bindings: readonly Stored[];
  readonly policies: ReadonlyMap<string, Stored>;
  readonly hooks: readonly PolicyHook<Policy, Binding>[];
}

function joined<Policy extends KubernetesObject, Binding extends BindingOfPolicy>(
  bindings: readonly Stored[],
  policies: ReadonlyMap<string, Stored>,
): readonly PolicyHook<Policy, Binding>[] {
  const byPolicy = new Map<string, Stored<Binding>[]>();
  for (const binding of bindings as readonly Stored<Binding>[]) {
    const name = binding.spec?.policyName ?? "";
    const known = byPolicy.get(name);
    if (known === undefined) byPolicy.set(name, [binding]);
    else known.push(binding);
  }
  return [...byPolicy].flatMap(([name, own]) => {
    const policy = policies.get(name);
    return policy === undefined ? [] : [{ policy: policy as Stored<Policy>, bindings: own }];
  });
}
