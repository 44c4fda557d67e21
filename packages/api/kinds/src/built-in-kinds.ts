import { type KindDefinition, withStrategy } from "@engenho/registry";
import { appsKinds } from "./catalogue/apps.js";
import { batchKinds } from "./catalogue/batch.js";
import { clusterKinds } from "./catalogue/cluster.js";
import { coreKinds } from "./catalogue/core.js";
import { networkingKinds } from "./catalogue/networking.js";
import { policyKinds } from "./catalogue/policy.js";
import { rbacKinds } from "./catalogue/rbac.js";
import { requestKinds as createOnlyKinds } from "./catalogue/reviews.js";
import type { ServiceAllocatorOptions } from "./service-allocator/index.js";
import { strategyFor } from "./strategies/index.js";

const stored: readonly KindDefinition[] = Object.freeze([
  ...coreKinds,
  ...appsKinds,
  ...batchKinds,
  ...networkingKinds,
  ...rbacKinds,
  ...policyKinds,
  ...clusterKinds,
]);

const requests: readonly KindDefinition[] = Object.freeze([...createOnlyKinds]);

/** Options of {@link builtInKinds}. */
export interface BuiltInKindsOptions {
  /** The ranges of cluster IPs and node ports for Services. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

/**
 * All built-in kinds that are stored, frozen. Without options, every call returns the same array. Custom resources are added at
 * run time.
 */
export function builtInKinds({ services }: BuiltInKindsOptions = {}): readonly KindDefinition[] {
  if (services === undefined) return stored;
  return Object.freeze(
    stored.map((kind) =>
      kind.group === "" && kind.kind === "Service" ? withStrategy(kind, () => strategyFor(kind, { services })) : kind,
    ),
  );
}

/**
 * Kinds that discovery lists with the verb `create` only: a POST is answered and nothing is stored (access reviews, token
 * reviews, Binding). They are not part of `builtInKinds()`.
 */
export function requestKinds(): readonly KindDefinition[] {
  return requests;
}
