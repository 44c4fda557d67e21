import type { AdmissionPlugin } from "@engenho/registry";
import { defaultTolerationSeconds } from "./default-toleration-seconds.js";
import { type NamespaceLifecycleOptions, namespaceLifecycle } from "./namespace-lifecycle.js";
import { priority } from "./priority.js";
import { serviceAccount } from "./service-account.js";

/** Those of the plugins that are on by default upstream that there are, in upstream's order (pkg/kubeapiserver/options/plugins.go). */
export function standardAdmission(options: NamespaceLifecycleOptions = {}): readonly AdmissionPlugin[] {
  return [namespaceLifecycle(options), serviceAccount, priority, defaultTolerationSeconds];
}
