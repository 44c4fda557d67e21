import type { Sent } from "./attempts.js";

/** The spec of a Job with one container that never restarts. */
export function jobSpec(rest: Sent = {}, podSpec: Sent = {}): Sent {
  return {
    template: { spec: { containers: [{ name: "main", image: "busybox:1" }], restartPolicy: "Never", ...podSpec } },
    ...rest,
  };
}

/** A Job of batch/v1. */
export function job(rest: Sent = {}, podSpec: Sent = {}): Sent {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "one", namespace: "default" },
    spec: jobSpec(rest, podSpec),
  };
}

/** A CronJob of batch/v1 that runs every five minutes. */
export function cronJob(rest: Sent = {}): Sent {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "one", namespace: "default" },
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: jobSpec() }, ...rest },
  };
}
