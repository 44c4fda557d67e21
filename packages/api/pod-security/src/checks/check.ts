import type { Container, PodSpec } from "@engenho/core";

/** What is checked of a Pod. */
export interface CheckedPod {
  /** Some profiles were annotations before they were fields. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the Pod, or of a workload's Pod template. */
  readonly spec: PodSpec;
}

/** Why a Pod violates a check, in upstream's words. */
export interface Violation {
  /** A few words: `host namespaces`. */
  readonly reason: string;
  /** The offending field: `hostNetwork=true`. */
  readonly detail: string;
}

/** Returns undefined for a Pod that passes. */
export type PodCheck = (pod: CheckedPod) => Violation | undefined;

/** All containers of a Pod, in the order in which upstream visits them. */
export function containersOf({
  initContainers = [],
  containers = [],
  ephemeralContainers = [],
}: PodSpec): readonly Container[] {
  return [...initContainers, ...containers, ...(ephemeralContainers as readonly Container[])];
}

/** The names of the containers that a condition holds for. */
export function namesWhere({ spec }: CheckedPod, isBad: (container: Container) => boolean): readonly string[] {
  return containersOf(spec)
    .filter(isBad)
    .map(({ name }) => name);
}

/** `"a", "b"`. */
export function quoted(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(", ");
}

/** Each value once, sorted. */
export function sortedSet(items: Iterable<string>): readonly string[] {
  return [...new Set(items)].sort();
}

/** `one` for a list with one item. */
export function plural(items: readonly unknown[], one: string, many: string): string {
  return items.length === 1 ? one : many;
}

/** `container "a"` or `containers "a", "b"`. */
export function nameContainers(names: readonly string[]): string {
  return `${plural(names, "container", "containers")} ${quoted(names)}`;
}

/** Where something is set: `pod`, `container "a"`, or `pod and container "a"`; empty if nowhere. */
export function settersOf(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ["pod"] : []), ...(containers.length > 0 ? [nameContainers(containers)] : [])].join(" and ");
}

/** Whether a Pod says that it is for Windows, where some fields do not exist. */
export function isForWindows({ spec }: CheckedPod): boolean {
  return spec.os?.name === "windows";
}
