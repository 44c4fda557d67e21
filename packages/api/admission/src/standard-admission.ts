import type { AdmissionPlugin } from "@engenho/registry";
import { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespaces/namespace-lifecycle.js";
import { defaultTolerationSeconds } from "./pods/default-toleration-seconds.js";
import { priority } from "./pods/priority.js";
import { serviceAccount } from "./pods/service-account.js";

/**
 * The supported plugins among those that upstream enables by default, in upstream's order
 * (pkg/kubeapiserver/options/plugins.go).
 */
export function standardAdmission(options: NamespaceLifecycleOptions = {}): readonly AdmissionPlugin[] {
  return [namespaceLifecycle(options), serviceAccount, priority, defaultTolerationSeconds];
}
