import type { AdmissionPlugin } from "@engenho/registry";
import { defaultTolerationSeconds } from "./default-toleration-seconds.js";
import { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespace-lifecycle.js";
import { priority } from "./priority.js";
import { serviceAccount } from "./service-account.js";

/**
 * The supported plugins among those that upstream enables by default, in upstream's order
 * (pkg/kubeapiserver/options/plugins.go).
 */
export function standardAdmission(options: NamespaceLifecycleOptions = {}): readonly AdmissionPlugin[] {
  return [namespaceLifecycle(options), serviceAccount, priority, defaultTolerationSeconds];
}
