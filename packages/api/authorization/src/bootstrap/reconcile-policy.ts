import {
  type ClusterRole,
  type ClusterRoleBinding,
  errorMessage,
  findObject,
  isStoreError,
  keyOf,
  type Logger,
  type Role,
  type RoleBinding,
  type Store,
} from "@engenho/core";
import { reconcileBinding, reconcileRole } from "./reconcile-object.js";

type PolicyObject = Role | ClusterRole | RoleBinding | ClusterRoleBinding;

/** The maximum number of attempts per object after conflicts. */
const attempts = 5;

/** Reconciles all stored roles and bindings with the expected ones. Failures are logged. */
export async function reconcilePolicy(store: Store, expected: readonly PolicyObject[], logger: Logger): Promise<void> {
  for (const object of expected) {
    try {
      await reconcile(store, object);
    } catch (error) {
      const facts = { kind: object.kind, object: keyOf(object), error: errorMessage(error) };
      logger.error(facts, "a role or binding of every cluster cannot be reconciled");
    }
  }
}

async function reconcile(store: Store, expected: PolicyObject): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await reconcileOnce(store, expected);
      return;
    } catch (error) {
      const isRace = isStoreError(error, "Conflict", "AlreadyExists", "NotFound");
      if (!isRace || attempt === attempts) throw error;
    }
  }
}

async function reconcileOnce(store: Store, expected: PolicyObject): Promise<void> {
  const { metadata } = expected;
  const key = { namespace: metadata.namespace, name: metadata.name ?? "" };
  const existing = await findObject<PolicyObject>(store, expected, key);
  if (existing === undefined) {
    await store.create<PolicyObject>(expected);
    return;
  }
  const outcome =
    existing.kind === "Role" || existing.kind === "ClusterRole"
      ? reconcileRole(existing, expected as typeof existing)
      : reconcileBinding(existing, expected as typeof existing);
  if (outcome.type === "none") return;
  if (outcome.type === "update") {
    await store.update<PolicyObject>(outcome.object);
    return;
  }
  await store.delete<PolicyObject>(existing, existing.metadata, { preconditions: { uid: existing.metadata.uid } });
  await store.create<PolicyObject>(expected);
}
