import type { Container, PodSpec } from "@engenho/core";
import { byteLength, type Causes } from "@engenho/machinery";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkSysctls } from "./sysctls.js";
import { tolerates } from "./tolerated-errors.js";
import { checkDescendingPath } from "./volume-paths.js";
import { checkWindowsOptions } from "./windows.js";

type ContainerContext = NonNullable<Container["securityContext"]>;
type PodContext = NonNullable<PodSpec["securityContext"]>;
type SeccompProfile = NonNullable<PodContext["seccompProfile"]>;
type AppArmorProfile = NonNullable<PodContext["appArmorProfile"]>;

/** Additional fields as of 1.34. */
interface PolicyFields {
  readonly supplementalGroupsPolicy?: string;
  readonly seLinuxChangePolicy?: string;
}

const identifierRange = [0, 2 ** 31 - 1] as const;

/** Checks `spec.securityContext`. */
export function checkPodSecurityContext(spec: PodSpec, path: string, causes: Causes): void {
  const context = spec.securityContext;
  if (context === undefined) return;
  checkIdentifier(context.fsGroup, `${path}.fsGroup`, causes);
  checkIdentifier(context.runAsUser, `${path}.runAsUser`, causes);
  checkIdentifier(context.runAsGroup, `${path}.runAsGroup`, causes);
  for (const [index, group] of (context.supplementalGroups ?? []).entries()) {
    checkIdentifier(group, `${path}.supplementalGroups[${index}]`, causes);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = "ShareProcessNamespace and HostPID cannot both be enabled";
    causes.invalid(`${path}.shareProcessNamespace`, true, detail);
  }
  checkSysctls(spec, `${path}.sysctls`, causes);
  const policy = context.fsGroupChangePolicy;
  if (policy !== undefined && policy !== "OnRootMismatch" && policy !== "Always") {
    causes.notSupported(`${path}.fsGroupChangePolicy`, policy, ["Always", "OnRootMismatch"]);
  }
  checkSeccompProfile(context.seccompProfile, `${path}.seccompProfile`, causes);
  checkWindowsOptions(context.windowsOptions, `${path}.windowsOptions`, causes);
  checkAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`, causes);
  const { supplementalGroupsPolicy, seLinuxChangePolicy } = context as PolicyFields;
  const groups = `${path}.supplementalGroupsPolicy`;
  checkChoice(supplementalGroupsPolicy, ["Merge", "Strict"], { path: groups, causes });
  const policies = tolerates(causes, "selinux-change-policy") ? ["MountOption", "Recursive"] : ["Recursive"];
  checkChoice(seLinuxChangePolicy, policies, { path: `${path}.seLinuxChangePolicy`, causes });
}

function checkChoice(
  value: string | undefined,
  choices: readonly string[],
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (value !== undefined && !choices.includes(value)) causes.notSupported(path, value, choices);
}

/** Checks `securityContext` of a container. `hostUsers`: whether the Pod uses the host's user namespace. */
export function checkContainerSecurityContext(
  context: ContainerContext | undefined,
  path: string,
  { causes, hostUsers }: { readonly causes: Causes; readonly hostUsers: boolean },
): void {
  if (context === undefined) return;
  checkIdentifier(context.runAsUser, `${path}.runAsUser`, causes);
  checkIdentifier(context.runAsGroup, `${path}.runAsGroup`, causes);
  const { procMount } = context;
  if (procMount !== undefined && procMount !== "Default" && procMount !== "Unmasked") {
    causes.notSupported(`${path}.procMount`, procMount, ["Default", "Unmasked"]);
  }
  if (hostUsers && procMount === "Unmasked") {
    causes.invalid(`${path}.procMount`, procMount, "`hostUsers` must be false to use `Unmasked`");
  }
  checkSeccompProfile(context.seccompProfile, `${path}.seccompProfile`, causes);
  checkEscalation(context, path, causes);
  checkWindowsOptions(context.windowsOptions, `${path}.windowsOptions`, causes);
  checkAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`, causes);
}

function checkEscalation(context: ContainerContext, path: string, causes: Causes): void {
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true) {
    causes.invalid(
      path,
      goStructValue("SecurityContext", context),
      "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
    );
  }
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== "CAP_SYS_ADMIN") continue;
    const detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
    causes.invalid(path, goStructValue("SecurityContext", context), detail);
  }
}

/** Checks a user ID or group ID (upstream: IsValidUserID, IsValidGroupID). */
export function checkIdentifier(value: number | undefined, path: string, causes: Causes): void {
  if (value !== undefined) causes.inRange(path, value, identifierRange);
}

function checkSeccompProfile(profile: SeccompProfile | undefined, path: string, causes: Causes): void {
  if (profile === undefined) return;
  const type = profile.type ?? "";
  if (type === "") causes.required(`${path}.type`, "type is required when seccompProfile is set");
  else if (!["Localhost", "RuntimeDefault", "Unconfined"].includes(type)) {
    causes.notSupported(`${path}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
  }
  if (type === "Localhost") {
    if (profile.localhostProfile === undefined) {
      causes.required(`${path}.localhostProfile`, "must be set when seccomp type is Localhost");
    } else checkDescendingPath(profile.localhostProfile, `${path}.localhostProfile`, causes);
  } else if (profile.localhostProfile !== undefined) {
    const detail = "can only be set when seccomp type is Localhost";
    causes.invalid(`${path}.localhostProfile`, goStructValue("SeccompProfile", profile), detail);
  }
}

/** Checks an AppArmor profile (upstream: ValidateAppArmorProfileField). */
export function checkAppArmorProfile(profile: AppArmorProfile | undefined, path: string, causes: Causes): void {
  if (profile === undefined) return;
  const { type = "", localhostProfile } = profile;
  const at = `${path}.localhostProfile`;
  switch (type) {
    case "Localhost":
      checkLocalhostProfile(localhostProfile, at, causes);
      return;
    case "RuntimeDefault":
    case "Unconfined":
      if (localhostProfile === undefined) return;
      causes.invalid(at, localhostProfile, "can only be set when AppArmor type is Localhost");
      return;
    case "":
      causes.required(`${path}.type`, "type is required when appArmorProfile is set");
      return;
    default:
      causes.notSupported(`${path}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
  }
}

const longestProfile = 4095;

function checkLocalhostProfile(profile: string | undefined, path: string, causes: Causes): void {
  if (profile === undefined) {
    causes.required(path, "must be set when AppArmor type is Localhost");
    return;
  }
  const trimmed = profile.trim();
  if (trimmed !== profile) causes.invalid(path, profile, "must not be padded with whitespace");
  else if (trimmed === "") causes.required(path, "must be set when AppArmor type is Localhost");
  if (byteLength(profile) > longestProfile) causes.tooLong(path, longestProfile);
}
