import type { StatusCause } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { compareLevels, type LevelVersion, type PodSecurityLevel, parseLevel, parseVersion } from "./level.js";

/** The levels for the Pods of a namespace. */
export interface NamespacePolicy {
  /** Pods that violate it are rejected. */
  readonly enforce: LevelVersion;
  /** Violations are recorded in the audit log. */
  readonly audit: LevelVersion;
  /** The client is warned of violations. */
  readonly warn: LevelVersion;
}

/** Everything is allowed: the policy of namespaces without labels. */
export const privilegedPolicy: NamespacePolicy = {
  enforce: { level: "privileged", version: "latest" },
  audit: { level: "privileged", version: "latest" },
  warn: { level: "privileged", version: "latest" },
};

const prefix = "pod-security.kubernetes.io/";

/** A policy, and what is wrong with the labels that it was read from. */
export interface ParsedPolicy {
  readonly policy: NamespacePolicy;
  readonly causes: readonly StatusCause[];
}

/**
 * The policy in a namespace's labels (upstream: api.PolicyToEvaluate). An invalid level counts as `restricted` where it is
 * enforced and as `privileged` elsewhere, an invalid version as `latest`. Without a label of its own, `warn` is at least as
 * strict as what is enforced.
 */
export function parsePolicy(labels: Readonly<Record<string, string>>, defaults: NamespacePolicy): ParsedPolicy {
  const causes = new Causes();
  const label = (name: string) => (Object.hasOwn(labels, prefix + name) ? labels[prefix + name] : undefined);
  const read = (mode: keyof NamespacePolicy, fallback: PodSecurityLevel): LevelVersion => {
    const { level, version } = defaults[mode];
    const levelText = label(mode);
    const versionText = label(`${mode}-version`);
    const ownLevel = levelText === undefined ? level : parseLevel(levelText);
    const ownVersion = versionText === undefined ? version : parseVersion(versionText);
    if (ownLevel === undefined) {
      causes.invalid(`metadata.labels[${prefix}${mode}]`, levelText, "must be one of privileged, baseline, restricted");
    }
    if (ownVersion === undefined) {
      causes.invalid(`metadata.labels[${prefix}${mode}-version]`, versionText, 'must be "latest" or "v1.x"');
    }
    return { level: ownLevel ?? fallback, version: ownVersion ?? "latest" };
  };
  const enforce = read("enforce", "restricted");
  const audit = read("audit", "privileged");
  const warn = read("warn", "privileged");
  const enforced = label("enforce");
  const isRaised =
    label("warn") === undefined &&
    enforced !== undefined &&
    parseLevel(enforced) !== undefined &&
    compareLevels(enforce.level, warn.level) > 0;
  const raised = isRaised
    ? { level: enforce.level, version: label("warn-version") === undefined ? enforce.version : warn.version }
    : warn;
  return { policy: { enforce, audit, warn: raised }, causes: causes.list };
}

/** Whether nothing is checked. */
export function isPrivileged({ enforce, audit, warn }: NamespacePolicy): boolean {
  return [enforce, audit, warn].every(({ level }) => level === "privileged");
}
