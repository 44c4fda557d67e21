import type { PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { placedContainers } from "./spec/placed-containers.js";
import { checkDescendingPath } from "./spec/volume-paths.js";

type Annotations = Readonly<Record<string, string>>;
type SeccompProfile = NonNullable<NonNullable<PodSpec["securityContext"]>["seccompProfile"]>;

const podKey = "seccomp.security.alpha.kubernetes.io/pod";
const containerPrefix = "container.seccomp.security.alpha.kubernetes.io/";
const localhostPrefix = "localhost/";
const typesOfNames: ReadonlyMap<string, string> = new Map([
  ["unconfined", "Unconfined"],
  ["runtime/default", "RuntimeDefault"],
  ["docker/default", "RuntimeDefault"],
]);

/** Validates annotations that are no longer used, but still validated (upstream: ValidateSeccompPodAnnotations). */
export function checkSeccompAnnotations(annotations: Annotations, path: string, causes: Causes): void {
  if (Object.hasOwn(annotations, podKey)) checkProfile(annotations[podKey] ?? "", `${path}.${podKey}`, causes);
  for (const [key, profile] of Object.entries(annotations)) {
    if (key.startsWith(containerPrefix)) checkProfile(profile, `${path}.${key}`, causes);
  }
}

function checkProfile(profile: string, path: string, causes: Causes): void {
  if (typesOfNames.has(profile)) return;
  if (profile.startsWith(localhostPrefix)) checkDescendingPath(profile.slice(localhostPrefix.length), path, causes);
  else causes.invalid(path, profile, "must be a valid seccomp profile");
}

/** Checks that annotations and fields are consistent (upstream: validateSeccompAnnotationsAndFields). */
export function checkSeccompMatches(
  annotations: Annotations | undefined,
  spec: PodSpec,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (annotations === undefined) return;
  const check = (profile: SeccompProfile | undefined, key: string, at: string) => {
    if (profile === undefined || !Object.hasOwn(annotations, key)) return;
    checkMatch(annotations[key] ?? "", profile, { path: `${at}.securityContext.seccompProfile`, causes });
  };
  check(spec.securityContext?.seccompProfile, podKey, path);
  for (const { container, path: at } of placedContainers(spec, path)) {
    check(container.securityContext?.seccompProfile, `${containerPrefix}${container.name ?? ""}`, at);
  }
}

function checkMatch(
  annotation: string,
  { type, localhostProfile }: SeccompProfile,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (type === "Localhost" && annotation.startsWith(localhostPrefix)) {
    if (annotation.slice(localhostPrefix.length) === localhostProfile) return;
    causes.forbidden(`${path}.localhostProfile`, "seccomp profile in annotation and field must match");
  } else if (["Localhost", "RuntimeDefault", "Unconfined"].includes(type) && typesOfNames.get(annotation) !== type) {
    causes.forbidden(`${path}.type`, "seccomp type in annotation and field must match");
  }
}
