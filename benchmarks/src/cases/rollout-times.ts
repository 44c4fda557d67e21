import type { BenchmarkContext, Cell, ResultTable } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";

/** The rows of the baseline's table, in seconds. */
export interface RolloutTimes {
  /** All pods exist. */
  readonly exist: number;
  /** The Deployment is fully available. */
  readonly available: number;
  /** The rolling update is complete. */
  readonly rolled: number;
  /** Half of the pods have been deleted. */
  readonly scaled: number;
  /** The last pod has been deleted. */
  readonly deleted: number;
}

/** The phases of a rollout and their titles. */
export const rolloutPhases: readonly (readonly [key: keyof RolloutTimes, title: string])[] = [
  ["exist", "create: all pods exist"],
  ["available", "create: Deployment fully available"],
  ["rolled", "rolling update complete (25 % / 25 %)"],
  ["scaled", "scale down by half"],
  ["deleted", "delete in the background: last pod gone"],
];

/**
 * What Kubernetes 1.20 (etcd, kube-apiserver, kube-controller-manager without its rate limit) took on two cores of the same
 * type, in seconds, with a client as the kubelet over HTTPS.
 */
const baseline: Readonly<Record<number, RolloutTimes>> = {
  100: { exist: 0.25, available: 0.38, rolled: 1.1, scaled: 0.16, deleted: 0.19 },
  500: { exist: 0.84, available: 1.2, rolled: 2.5, scaled: 0.61, deleted: 0.91 },
  1000: { exist: 1.9, available: 2.9, rolled: 4.2, scaled: 0.92, deleted: 1.6 },
  3000: { exist: 8, available: 8.7, rolled: 13, scaled: 2, deleted: 5.5 },
};

/** Whether there are Kubernetes figures for this size: with more pods a single rollout takes minutes. */
export function hasBaseline(pods: number): boolean {
  return baseline[pods] !== undefined;
}

/** The columns of {@link rolloutRows}. */
export const rolloutColumns = ["phase", "first run, s", "median, s", "pods/s", "Kubernetes 1.20, s", "times faster"];

/**
 * One row per phase of the runs with this many pods; the first run is listed separately, because the program's code is cold in
 * it. They are compared with the medians of `upstream`, the same runs of Kubernetes, or else with recorded figures.
 */
export function rolloutRows(
  pods: number,
  runs: readonly RolloutTimes[],
  upstream?: readonly RolloutTimes[],
): readonly (readonly Cell[])[] {
  return rolloutPhases.map(([key, title]) => {
    const seconds = medianOf(runs, key);
    const reference = upstream === undefined ? (baseline[pods]?.[key] ?? Number.NaN) : medianOf(upstream, key);
    const moved = key === "scaled" || key === "deleted" ? pods / 2 : pods;
    return [
      `${pods.toLocaleString("en-US")} pods, ${title}`,
      rounded(runs[0]?.[key] ?? Number.NaN),
      rounded(seconds),
      Math.round(moved / seconds),
      rounded(reference),
      rounded(reference / seconds),
    ];
  });
}

/** Excludes the first run if there are others. */
function medianOf(runs: readonly RolloutTimes[], key: keyof RolloutTimes): number {
  return median(runs.slice(runs.length > 1 ? 1 : 0).map((run) => run[key]));
}

/** The origin of the figures that ours are compared with. */
export function baselineNote({ upstream }: Pick<BenchmarkContext, "upstream">): string {
  return upstream === undefined
    ? "Kubernetes' figures are of another machine: --upstream FOLDER measures it here."
    : "Kubernetes was measured in the same run, by a client that plays the kubelet over HTTPS: median of as many runs.";
}

/** The seconds of each run, for this many Deployments of one pod each. */
export interface ManyDeployments {
  readonly count: number;
  readonly available: readonly number[];
  readonly deleted: readonly number[];
}

/** The table of runs with many Deployments; the first run is listed separately. */
export function manyDeploymentsTable(title: string, { count, available, deleted }: ManyDeployments): ResultTable {
  const row = (phase: string, seconds: readonly number[]): readonly Cell[] => {
    const middle = median(seconds.slice(1));
    return [phase, rounded(seconds[0] ?? Number.NaN), rounded(middle), Math.round(count / middle)];
  };
  return {
    title,
    columns: ["phase", "first run, s", "median, s", "Deployments/s"],
    rows: [row("create: all available", available), row("delete in the background: last pod gone", deleted)],
  };
}

/** Seconds since a moment of `performance.now()`. */
export function secondsSince(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}
