import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "@engenho/core";
import { type Measure, type Sample, Tally } from "../metrics/measure.js";

/** The metrics of a configuration file that is reloaded, and their inputs. */
export interface ReloadMeasures {
  readonly measures: readonly Measure[];
  /** A reload has failed. */
  readonly onFailure: () => void;
  /** A configuration was loaded at the start (`first`), or reloaded (`changed`). */
  readonly onConfiguration: (text: string, kind: "first" | "changed") => void;
}

/** Creates the metrics of a configuration, with kube-apiserver's names. */
export function reloadMeasures(configuration: "authentication" | "authorization", clock: Clock): ReloadMeasures {
  const prefix = `apiserver_${configuration}_config_controller_`;
  // Distinguishes API servers of one cluster.
  const server = hashedLabel(`apiserver-${hostname()}`);
  const reloads = new Tally({
    name: `${prefix}automatic_reloads_total`,
    labels: ["status", "apiserver_id_hash"],
  });
  const lastReloads = new Map<string, number>();
  let current = "";
  const noteReload = (status: "success" | "failure") => {
    reloads.add([status, server]);
    lastReloads.set(status, clock.now() / 1000);
  };
  const sample = (labels: Sample["labels"], value: number) => ({
    labels: { ...labels, apiserver_id_hash: server },
    value,
  });
  return {
    measures: [
      reloads,
      {
        name: `${prefix}automatic_reload_last_timestamp_seconds`,
        type: "gauge",
        read: () => Array.from(lastReloads, ([status, seconds]) => sample({ status }, seconds)),
      },
      {
        name: `${prefix}last_config_info`,
        type: "gauge",
        read: () => (current === "" ? [] : [sample({ hash: current }, 1)]),
      },
    ],
    onFailure: () => noteReload("failure"),
    onConfiguration(text, kind) {
      current = hashedLabel(text);
      if (kind === "changed") noteReload("success");
    },
  };
}

/** The value of a label that is hashed, in upstream's format. */
export function hashedLabel(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
