import type { Container, PodSpec } from "@engenho/core";
import type { Causes } from "../../validation/causes.js";

type ContainerContext = NonNullable<Container["securityContext"]>;
type PodContext = NonNullable<PodSpec["securityContext"]>;
type SeccompProfile = NonNullable<PodContext["seccompProfile"]>;

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
  const policy = context.fsGroupChangePolicy;
  if (policy !== undefined && policy !== "OnRootMismatch" && policy !== "Always") {
    causes.notSupported(`${path}.fsGroupChangePolicy`, policy, ["Always", "OnRootMismatch"]);
  }
  checkSeccompProfile(context.seccompProfile, `${path}.seccompProfile`, causes);
}

/** Checks `securityContext` of a container. */
export function checkContainerSecurityContext(
  context: ContainerContext | undefined,
  path: string,
  causes: Causes,
): void {
  if (context === undefined) return;
  checkIdentifier(context.runAsUser, `${path}.runAsUser`, causes);
  checkIdentifier(context.runAsGroup, `${path}.runAsGroup`, causes);
  const { procMount } = context;
  if (procMount !== undefined && procMount !== "Default" && procMount !== "Unmasked") {
    causes.notSupported(`${path}.procMount`, procMount, ["Default", "Unmasked"]);
  }
  checkSeccompProfile(context.seccompProfile, `${path}.seccompProfile`, causes);
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true) {
    causes.invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
  }
  if ((context.capabilities?.add ?? []).includes("CAP_SYS_ADMIN")) {
    const detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN";
    causes.invalid(path, context, detail);
  }
}

function checkIdentifier(value: number | undefined, path: string, causes: Causes): void {
  if (value !== undefined) causes.inRange(path, value, identifierRange);
}

function checkSeccompProfile(profile: SeccompProfile | undefined, path: string, causes: Causes): void {
  if (profile === undefined) return;
  const type = profile.type ?? "";
  if (!["Localhost", "RuntimeDefault", "Unconfined"].includes(type)) {
    causes.notSupported(`${path}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
  } else if (type === "Localhost") {
    if (profile.localhostProfile === undefined) {
      causes.required(`${path}.localhostProfile`, "must be set when seccomp type is Localhost");
    }
  } else if (profile.localhostProfile !== undefined) {
    const detail = "can only be set when seccomp type is Localhost";
    causes.invalid(`${path}.localhostProfile`, profile.localhostProfile, detail);
  }
}
