import type { KubernetesObject } from "@engenho/core";
import type { KindWarnings } from "../../definition/kind-warnings.js";

const enforceMountableSecrets = "kubernetes.io/enforce-mountable-secrets";

function mountableSecretsWarnings({ metadata }: KubernetesObject): readonly string[] {
  if (!Object.hasOwn(metadata.annotations ?? {}, enforceMountableSecrets)) return [];
  return [
    `metadata.annotations[${enforceMountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
  ];
}

/** Upstream: WarningsOnCreate and WarningsOnUpdate of ServiceAccount's strategy. */
export const serviceAccountWarnings: KindWarnings = {
  warningsOnCreate: (account) => mountableSecretsWarnings(account),
  warningsOnUpdate: (next, current) =>
    mountableSecretsWarnings(current).length > 0 ? [] : mountableSecretsWarnings(next),
};
