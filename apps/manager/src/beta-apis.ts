import { mutatingAdmissionPolicy } from "@engenho/admission-policies";
import { mutatingPolicyKinds } from "@engenho/kinds";
import type { AdmissionPlugin, KindDefinition } from "@engenho/registry";

/** The options that enable features which kube-apiserver 1.34 disables by default. */
export interface BetaChoice {
  /** `Name=true`, as in kube-apiserver's `--feature-gates`. */
  readonly featureGates?: readonly string[];
  /** `group/version=true`, as in kube-apiserver's `--runtime-config`. */
  readonly runtimeConfig?: readonly string[];
}

const mutatingPolicies = "MutatingAdmissionPolicy";
const policyVersion = "admissionregistration.k8s.io/v1beta1";
const gates: ReadonlySet<string> = new Set([mutatingPolicies, "AllBeta", "AllAlpha"]);
const configurable: ReadonlySet<string> = new Set([policyVersion, "api/beta", "api/all"]);

/** The additional kinds and plugins. */
export interface BetaApis {
  readonly kinds: readonly KindDefinition[];
  readonly admission: readonly AdmissionPlugin[];
}

/**
 * The kinds and admission plugins of the enabled features. Throws RangeError for features that are unknown, or not
 * available here, instead of ignoring them.
 */
export function selectBetaApis({ featureGates = [], runtimeConfig = [] }: BetaChoice): BetaApis {
  const enabled = parsed(featureGates, "feature-gates", (name) =>
    gates.has(name) ? undefined : `unrecognized feature gate: ${name}`,
  );
  const served = parsed(runtimeConfig, "runtime-config", (name) =>
    configurable.has(name) ? undefined : `runtime-config ${name} is not available in engenho`,
  );
  const isServed = served.get(policyVersion) ?? served.get("api/beta") ?? served.get("api/all") ?? false;
  const runs = enabled.get(mutatingPolicies) ?? enabled.get("AllBeta") ?? false;
  return {
    kinds: isServed ? mutatingPolicyKinds() : [],
    admission: isServed && runs ? [mutatingAdmissionPolicy()] : [],
  };
}

function parsed(
  pairs: readonly string[],
  flag: string,
  faultOf: (name: string) => string | undefined,
): ReadonlyMap<string, boolean> {
  const values = new Map<string, boolean>();
  for (const pair of pairs) {
    const [name = "", value = "true"] = pair.split("=");
    const fault = faultOf(name);
    if (fault !== undefined) throw new RangeError(fault);
    if (value !== "true" && value !== "false") {
      throw new RangeError(`invalid value of ${name} in --${flag}: ${value}, it must be true or false`);
    }
    values.set(name, value === "true");
  }
  return values;
}
