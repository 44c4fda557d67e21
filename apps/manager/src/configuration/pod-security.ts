import { Causes, dns1123LabelFaults, dns1123SubdomainFaults, type TextCheck } from "@engenho/machinery";
import {
  type NamespacePolicy,
  type PodSecurityExemptions,
  parseLevel,
  parseVersion,
  podSecurity,
} from "@engenho/pod-security";
import type { AdmissionPlugin } from "@engenho/registry";
import { decodeKind, refuseFaults, type Source } from "./read-configuration.js";
import { texts } from "./shape.js";

const group = "pod-security.admission.config.k8s.io";
const modes = ["enforce", "warn", "audit"] as const;

interface PodSecurityConfiguration {
  readonly defaults?: Readonly<Record<string, string | null>> | null;
  readonly exemptions?: PodSecurityExemptions | null;
}

/** The plugin PodSecurity with the defaults and exemptions of a PodSecurityConfiguration. Throws UsageError. */
export function podSecurityOf(source: Source): AdmissionPlugin {
  const levels = Object.fromEntries(
    modes.flatMap((mode) => [mode, `${mode}-version`].map((field) => [field, "text"] as const)),
  );
  const { defaults, exemptions } = decodeKind<PodSecurityConfiguration>(source, [
    {
      kind: "PodSecurityConfiguration",
      apiVersions: [`${group}/v1`, `${group}/v1beta1`, `${group}/v1alpha1`],
      fields: {
        defaults: { fields: levels },
        exemptions: { fields: { usernames: texts, namespaces: texts, runtimeClasses: texts } },
      },
    },
  ]);
  const causes = new Causes();
  const [enforce, warn, audit] = modes.map((mode) => levelOf(defaults ?? {}, mode, causes));
  const { namespaces, runtimeClasses, usernames } = exemptions ?? {};
  checkNames("exemptions.namespaces", namespaces, { faultsOf: dns1123LabelFaults, causes });
  checkNames("exemptions.runtimeClasses", runtimeClasses, { faultsOf: dns1123SubdomainFaults, causes });
  const usernameFaults: TextCheck = (name) => (name === "" ? ["username must not be empty"] : []);
  checkNames("exemptions.usernames", usernames, { faultsOf: usernameFaults, causes });
  refuseFaults(source.name, causes.list);
  return podSecurity({
    defaults: { enforce, warn, audit } as NamespacePolicy,
    exemptions: { namespaces: namespaces ?? [], runtimeClasses: runtimeClasses ?? [], usernames: usernames ?? [] },
  });
}

function levelOf(defaults: Readonly<Record<string, string | null>>, mode: string, causes: Causes) {
  const levelText = defaults[mode] || "privileged";
  const versionText = defaults[`${mode}-version`] || "latest";
  const level = parseLevel(levelText);
  const version = parseVersion(versionText);
  if (level === undefined) {
    causes.invalid(`defaults.${mode}`, levelText, "must be one of privileged, baseline, restricted");
  }
  if (version === undefined) causes.invalid(`defaults.${mode}-version`, versionText, 'must be "latest" or "v1.x"');
  return { level, version };
}

function checkNames(
  field: string,
  names: readonly string[] | undefined,
  { faultsOf, causes }: { readonly faultsOf: TextCheck; readonly causes: Causes },
): void {
  for (const [index, name] of (names ?? []).entries()) {
    const at = `${field}[${index}]`;
    causes.invalidEach(at, name, faultsOf(name));
    if ((names ?? []).indexOf(name) < index) causes.duplicate(at, name);
  }
}
