import type { Container, coreV1 } from "@engenho/core";
import {
  type CheckedPod,
  containersOf,
  nameContainers,
  namesWhere,
  type PodCheck,
  plural,
  quoted,
  settersOf,
  sortedSet,
} from "./check.js";

type Profile = { readonly type?: string } | undefined;
type ProfileField = "appArmorProfile" | "seccompProfile";

/** Whether a profile is the runtime's or one that an administrator has put on the node. */
function isAllowed(profile: Profile): boolean {
  return profile?.type === "RuntimeDefault" || profile?.type === "Localhost";
}

/** Where a profile that is not allowed is set, and which. */
function forbiddenProfiles(pod: CheckedPod, field: ProfileField) {
  const isBad = (profile: Profile) => profile !== undefined && !isAllowed(profile);
  const ofPod: Profile = pod.spec.securityContext?.[field];
  const profileOf = ({ securityContext }: Container): Profile => securityContext?.[field];
  const bad = [ofPod, ...containersOf(pod.spec).map(profileOf)].filter(isBad);
  return {
    setters: settersOf(
      isBad(ofPod),
      namesWhere(pod, (container) => isBad(profileOf(container))),
    ),
    types: sortedSet(bad.map((profile) => profile?.type ?? "")),
  };
}

const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

/** No AppArmor profile but the runtime's and those of the node, in fields or annotations. */
export const appArmorProfile: PodCheck = (pod) => {
  const { setters, types } = forbiddenProfiles(pod, "appArmorProfile");
  const annotations = Object.entries(pod.annotations)
    .filter(([name, value]) => name.startsWith(appArmorAnnotation) && !isAppArmorAnnotation(value))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  const values = [...types, ...annotations];
  const who = [
    ...(setters === "" ? [] : [setters]),
    ...(annotations.length === 0 ? [] : [plural(annotations, "annotation", "annotations")]),
  ];
  if (who.length === 0) return undefined;
  return {
    reason: plural(values, "forbidden AppArmor profile", "forbidden AppArmor profiles"),
    detail: `${who.join(" and ")} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

function isAppArmorAnnotation(value: string): boolean {
  return value === "" || value === "runtime/default" || value.startsWith("localhost/");
}

const seccompAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
const seccompOfContainer = "container.seccomp.security.alpha.kubernetes.io/";

/** No seccomp profile but the runtime's and those of the node, in annotations: before version 1.19. */
export const seccompAnnotations: PodCheck = ({ annotations, spec }) => {
  const names = [seccompAnnotation, ...containersOf(spec).map(({ name }) => seccompOfContainer + name)];
  const forbidden = sortedSet(
    names
      .filter((name) => Object.hasOwn(annotations, name) && !isSeccompAnnotation(annotations[name] ?? ""))
      .map((name) => `${name}=${JSON.stringify(annotations[name])}`),
  );
  if (forbidden.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: `forbidden ${plural(forbidden, "annotation", "annotations")} ${forbidden.join(", ")}`,
  };
};

function isSeccompAnnotation(value: string): boolean {
  return value === "runtime/default" || value === "docker/default" || value.startsWith("localhost/");
}

/** The same in fields. */
export const seccompBaseline: PodCheck = (pod) => {
  const { setters, types } = forbiddenProfiles(pod, "seccompProfile");
  if (setters === "") return undefined;
  return {
    reason: "seccompProfile",
    detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(types)}`,
  };
};

/** Each container has a seccomp profile, of its own or of the Pod. */
export const seccompRestricted: PodCheck = (pod) => {
  const forbidden = seccompBaseline(pod);
  if (forbidden !== undefined) return forbidden;
  if (isAllowed(pod.spec.securityContext?.seccompProfile)) return undefined;
  const silent = namesWhere(pod, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: `pod or ${nameContainers(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

/** No SELinux type but these, and no user or role. */
export function seLinuxOptions(types: readonly string[]): PodCheck {
  const allowed = new Set(["", ...types]);
  const isBad = (options: coreV1.SELinuxOptions | undefined) =>
    options !== undefined &&
    (!allowed.has(options.type ?? "") || (options.user ?? "") !== "" || (options.role ?? "") !== "");
  return (pod) => {
    const ofPod = pod.spec.securityContext?.seLinuxOptions;
    const setters = settersOf(
      isBad(ofPod),
      namesWhere(pod, ({ securityContext }) => isBad(securityContext?.seLinuxOptions)),
    );
    if (setters === "") return undefined;
    const all = [ofPod, ...containersOf(pod.spec).map(({ securityContext }) => securityContext?.seLinuxOptions)];
    const wrong = sortedSet(all.map((options) => options?.type ?? "").filter((type) => !allowed.has(type)));
    const what = [
      ...(wrong.length === 0 ? [] : [`${plural(wrong, "type", "types")} ${quoted(wrong)}`]),
      ...(all.some((options) => (options?.user ?? "") !== "") ? ["user may not be set"] : []),
      ...(all.some((options) => (options?.role ?? "") !== "") ? ["role may not be set"] : []),
    ];
    return {
      reason: "seLinuxOptions",
      detail: `${setters} set forbidden securityContext.seLinuxOptions: ${what.join("; ")}`,
    };
  };
}
