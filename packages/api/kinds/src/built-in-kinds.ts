import { appsKinds } from "./catalogue/apps.js";
import { batchKinds } from "./catalogue/batch.js";
import { clusterKinds } from "./catalogue/cluster.js";
import { coreKinds } from "./catalogue/core.js";
import { networkingKinds } from "./catalogue/networking.js";
import { policyKinds } from "./catalogue/policy.js";
import { rbacKinds } from "./catalogue/rbac.js";
import { requestKinds as createOnlyKinds } from "./catalogue/reviews.js";
import type { KindDefinition } from "./kind-definition.js";

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

/** Every built-in kind that is stored, frozen; the same array at each call. Custom resources are added at run time. */
export function builtInKinds(): readonly KindDefinition[] {
  return stored;
}

/**
 * Kinds that discovery lists with the verb `create` only: a POST is answered and nothing is stored (access reviews, token
 * reviews, Binding). They are not part of `builtInKinds()`.
 */
export function requestKinds(): readonly KindDefinition[] {
  return requests;
}
