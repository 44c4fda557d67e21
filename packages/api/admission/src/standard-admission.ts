import type { AdmissionPlugin } from "@engenho/registry";
import {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
} from "./certificates/certificate-requests.js";
import { clusterTrustBundleAttest } from "./certificates/trust-bundles.js";
import { limitRanger } from "./limit-ranger/limit-ranger.js";
import { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespaces/namespace-lifecycle.js";
import { defaultIngressClass } from "./network/default-ingress-class.js";
import { defaultTolerationSeconds } from "./pods/default-toleration-seconds.js";
import { type PriorityOptions, priority } from "./priority/priority.js";
import { resourceQuota } from "./resource-quota/resource-quota.js";
import { runtimeClass } from "./runtime-class/runtime-class.js";
import { type ServiceAccountOptions, serviceAccount } from "./service-accounts/service-account.js";
import { defaultStorageClass } from "./storage/default-storage-class.js";
import { persistentVolumeClaimResize } from "./storage/persistent-volume-claim-resize.js";
import { storageObjectInUseProtection } from "./storage/storage-object-in-use-protection.js";

/** Options of {@link standardAdmission}. `requireClasses` is for PriorityClasses and RuntimeClasses. */
export interface StandardAdmissionOptions extends NamespaceLifecycleOptions, ServiceAccountOptions, PriorityOptions {}

/**
 * The plugins among those that upstream enables by default which need nothing but a store, in upstream's order. Without
 * options, none of them needs any object to exist.
 */
export function standardAdmission(options: StandardAdmissionOptions = {}): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle(options),
    limitRanger(),
    serviceAccount(options),
    priority(options),
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    persistentVolumeClaimResize,
    runtimeClass(options),
    certificateApproval,
    certificateSigning,
    clusterTrustBundleAttest,
    certificateSubjectRestriction,
    defaultIngressClass,
    resourceQuota(),
  ];
}
