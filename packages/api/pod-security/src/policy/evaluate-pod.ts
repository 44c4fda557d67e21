import type { CheckedPod, PodCheck, Violation } from "../checks/check.js";
import { checks } from "../checks/checks.js";
import type { LevelVersion } from "./level.js";

/** The newest version that has checks of its own, which stands for `latest` and for later ones. */
const newestVersion = 34;

/** By level and version; at most two lists per version up to the newest. */
const known = new Map<string, readonly PodCheck[]>();

/** The checks that a Pod fails at a level, in upstream's order; none at the level `privileged`. */
export function evaluatePod(pod: CheckedPod, { level, version }: LevelVersion): readonly Violation[] {
  if (level === "privileged") return [];
  const minor = version === "latest" ? newestVersion : Math.min(version, newestVersion);
  const key = `${level}/${minor}`;
  let selected = known.get(key);
  if (selected === undefined) {
    selected = selectChecks(level, minor);
    known.set(key, selected);
  }
  return selected.map((check) => check(pod)).filter((violation) => violation !== undefined);
}

/** All of the violations in one line: `host namespaces (hostNetwork=true), privileged (...)`. */
export function describeViolations(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail === "" ? reason : `${reason} (${detail})`)).join(", ");
}

function selectChecks(level: "baseline" | "restricted", minor: number): readonly PodCheck[] {
  const atVersion = Object.entries(checks)
    .filter(([, check]) => level === "restricted" || check.level === "baseline")
    .map(([name, { versions, replaces }]) => {
      const check = versions.filter(([since]) => since <= minor).at(-1)?.[1];
      return { name, check, replaces: check === undefined ? undefined : replaces };
    });
  const replaced = new Set(atVersion.map(({ replaces }) => replaces));
  return atVersion
    .filter(({ name }) => !replaced.has(name))
    .map(({ check }) => check)
    .filter((check) => check !== undefined);
}
