import type { AdmissionPlugin } from "@engenho/registry";
import { limitRanger } from "./limit-ranger/limit-ranger.js";
import { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespaces/namespace-lifecycle.js";
import { defaultTolerationSeconds } from "./pods/default-toleration-seconds.js";
import { priority } from "./pods/priority.js";
import { resourceQuota } from "./resource-quota/resource-quota.js";
import { type ServiceAccountOptions, serviceAccount } from "./service-accounts/service-account.js";

/** Options of {@link standardAdmission}. */
export interface StandardAdmissionOptions extends NamespaceLifecycleOptions, ServiceAccountOptions {}

/**
 * The plugins among those that upstream enables by default which need nothing but a store, in upstream's order. Without
 * options, none of them needs any object to exist.
 */
export function standardAdmission(options: StandardAdmissionOptions = {}): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle(options),
    limitRanger(),
    serviceAccount(options),
    priority,
    defaultTolerationSeconds,
    resourceQuota(),
  ];
}
