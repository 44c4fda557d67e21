import { type Container, copyWith, type Pod, type PodSpec } from "@engenho/core";
import { Causes, goQuote } from "@engenho/machinery";
import { mapShared, withFields } from "@engenho/registry";
import { placedContainers } from "./spec/placed-containers.js";
import { checkAppArmorProfile } from "./spec/security-context.js";

type Annotations = Readonly<Record<string, string>>;
type AppArmorProfile = NonNullable<NonNullable<Container["securityContext"]>["appArmorProfile"]>;

/** The prefix of annotations with the AppArmor profile of a container, whose name follows. */
export const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

const localhostPrefix = "localhost/";
const typesOfNames: ReadonlyMap<string, AppArmorProfile["type"]> = new Map([
  ["unconfined", "Unconfined"],
  ["runtime/default", "RuntimeDefault"],
]);

/** Checks the annotations with the profiles of containers (upstream: ValidateAppArmorPodAnnotations). */
export function checkAppArmorAnnotations(
  annotations: Annotations,
  spec: PodSpec,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  for (const [key, profile] of Object.entries(annotations)) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const name = key.slice(appArmorPrefix.length);
    if (!placedContainers(spec, "").some(({ container }) => (container.name ?? "") === name)) {
      causes.invalid(`${path}[${key}]`, name, "container not found");
    }
    if (profile !== "" && !typesOfNames.has(profile) && !profile.startsWith(localhostPrefix)) {
      causes.invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${goQuote(profile)}`);
    }
  }
}

/** Checks that annotations and fields are consistent (upstream: validateAppArmorAnnotationsAndFieldsMatchOnCreate). */
export function checkAppArmorMatches(
  annotations: Annotations | undefined,
  spec: PodSpec,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  if (!hasProfiles(annotations) || spec.os?.name === "windows") return;
  for (const { container, path: at } of placedContainers(spec, path)) {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const annotation = annotationOf(container, annotations);
    if (profile === undefined || annotation === undefined) continue;
    const field = `${at}.securityContext.appArmorProfile`;
    if (profile.type === "Localhost" && annotation.startsWith(localhostPrefix)) {
      if (annotation.slice(localhostPrefix.length) === profile.localhostProfile) continue;
      causes.forbidden(`${field}.localhostProfile`, "apparmor profile in annotation and field must match");
    } else if (isType(profile.type) && typesOfNames.get(annotation) !== profile.type) {
      causes.forbidden(`${field}.type`, "apparmor type in annotation and field must match");
    }
  }
}

function isType(type: string): boolean {
  return type === "Localhost" || type === "RuntimeDefault" || type === "Unconfined";
}

/**
 * A new Pod in which the annotations' profiles are set in the containers' fields, where they have none and the Pod's differs.
 * `onWarning` is called for each annotation that had no corresponding field (upstream: applyAppArmorVersionSkew).
 */
export function withAppArmorFields(pod: Pod, onWarning: (text: string) => void): Pod {
  const { annotations } = pod.metadata;
  const { spec } = pod;
  if (spec === undefined || !hasProfiles(annotations) || spec.os?.name === "windows") return pod;
  const podProfile = spec.securityContext?.appArmorProfile;
  const withField = (container: Container): Container => {
    const annotation = annotationOf(container, annotations);
    if (annotation === undefined || container.securityContext?.appArmorProfile !== undefined) return container;
    const profile = validProfileOf(annotation);
    if (profile !== undefined && isSameProfile(profile, podProfile)) return container;
    const key = `metadata.annotations[${appArmorPrefix}${container.name}]`;
    onWarning(`${key}: deprecated since v1.30; use the "appArmorProfile" field instead`);
    if (profile === undefined) return container;
    const securityContext = copyWith(container.securityContext ?? {}, { appArmorProfile: profile });
    return withFields<Container>(container, { securityContext });
  };
  const changed: Record<string, unknown> = {};
  for (const field of ["initContainers", "containers", "ephemeralContainers"] as const) {
    if (spec[field] !== undefined) changed[field] = mapShared(spec[field] as readonly Container[], withField);
  }
  return withFields<Pod>(pod, { spec: withFields<PodSpec>(spec, changed as Partial<PodSpec>) });
}

/** The field value for an annotation; undefined if it has none (upstream: ApparmorFieldForAnnotation). */
export function appArmorProfileOf(annotation: string): AppArmorProfile | undefined {
  const type = typesOfNames.get(annotation);
  if (type !== undefined) return { type };
  if (!annotation.startsWith(localhostPrefix) || annotation === localhostPrefix) return undefined;
  return { type: "Localhost", localhostProfile: annotation.slice(localhostPrefix.length) };
}

/** Whether two profiles are equal. */
export function isSameProfile(profile: AppArmorProfile | undefined, other: AppArmorProfile | undefined): boolean {
  return profile?.type === other?.type && profile?.localhostProfile === other?.localhostProfile;
}

function validProfileOf(annotation: string): AppArmorProfile | undefined {
  const causes = new Causes();
  const profile = appArmorProfileOf(annotation);
  checkAppArmorProfile(profile, "", causes);
  return causes.list.length === 0 ? profile : undefined;
}

function hasProfiles(annotations: Annotations | undefined): annotations is Annotations {
  return annotations !== undefined && Object.keys(annotations).some((key) => key.startsWith(appArmorPrefix));
}

function annotationOf({ name = "" }: Container, annotations: Annotations): string | undefined {
  const key = `${appArmorPrefix}${name}`;
  return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}
