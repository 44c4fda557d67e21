import { expressionWarnings } from "@engenho/admission-policies";
import {
  type Clock,
  createKeyedController,
  findObject,
  type KeyedController,
  type KindOf,
  type Logger,
  listPages,
  type ReconcileContext,
  type ReconcileResult,
  type Store,
  type ValidatingAdmissionPolicy,
} from "@engenho/core";
import { settled } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";

/** Options of {@link createPolicyTypeChecks}. */
export interface PolicyTypeCheckOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Returns every kind that the store serves. */
  readonly servedKinds: () => readonly KindDefinition[];
}

const name = "validatingadmissionpolicy-status-controller";
const policies: KindOf<ValidatingAdmissionPolicy> = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingAdmissionPolicy",
};

/**
 * Type-checks the expressions of ValidatingAdmissionPolicies, and writes warnings to their status, once per generation
 * (upstream: pkg/controller/validatingadmissionpolicystatus). Warnings do not change what a policy does.
 */
export function createPolicyTypeChecks(options: PolicyTypeCheckOptions): KeyedController {
  const { store, clock, logger, servedKinds } = options;

  async function reconcile(key: string, { slice }: ReconcileContext): Promise<ReconcileResult> {
    const policy = await findObject(store, policies, { name: key });
    const { generation = 0 } = policy?.metadata ?? {};
    if (policy === undefined || generation <= (policy.status?.observedGeneration ?? 0)) return { changed: false };
    const warnings = await settled(expressionWarnings(policy, servedKinds()), slice);
    const typeChecking = warnings.length === 0 ? {} : { expressionWarnings: warnings };
    const value = { ...policies, metadata: { name: key }, status: { observedGeneration: generation, typeChecking } };
    const written = { subresource: "status", fieldManager: name };
    await store.patch(policies, { name: key }, { type: "apply", value, force: true }, written);
    return { changed: true };
  }

  return createKeyedController({
    name,
    clock,
    logger,
    store,
    watches: [{ kind: policies, keysOf: ({ object }) => [object.metadata.name] }],
    async listKeys(slice) {
      const names: string[] = [];
      for await (const page of listPages(store, policies, { slice })) {
        names.push(...page.items.map(({ metadata }) => metadata.name));
      }
      return names;
    },
    reconcile,
  });
}
