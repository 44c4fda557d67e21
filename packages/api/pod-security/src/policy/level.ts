/** A level of the Pod Security Standards, from the most to the least permissive. */
export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** A level as of a version of Kubernetes. */
export interface LevelVersion {
  /** What Pods may do. */
  readonly level: PodSecurityLevel;
  /** A minor version of Kubernetes 1, or the newest. */
  readonly version: number | "latest";
}

const levels: readonly string[] = ["privileged", "baseline", "restricted"];

/** `restricted:v1.30`. */
export function describeLevel({ level, version }: LevelVersion): string {
  return `${level}:${version === "latest" ? version : `v1.${version}`}`;
}

/** A level by its name; undefined if there is none. */
export function parseLevel(text: string): PodSecurityLevel | undefined {
  return levels.includes(text) ? (text as PodSecurityLevel) : undefined;
}

/** `latest`, or the minor version of `v1.30`; undefined for anything else. */
export function parseVersion(text: string): LevelVersion["version"] | undefined {
  if (text === "latest") return "latest";
  const minor = /^v1\.(0|[1-9][0-9]*)$/.exec(text)?.[1];
  return minor === undefined || minor.length > 15 ? undefined : Number(minor);
}

/** Above 0 if `left` is more restrictive than `right`. */
export function compareLevels(left: PodSecurityLevel, right: PodSecurityLevel): number {
  return levels.indexOf(left) - levels.indexOf(right);
}

/** Whether two levels are the same, in the same version. */
export function isSameLevel(left: LevelVersion, right: LevelVersion): boolean {
  return left.level === right.level && left.version === right.version;
}
