import { createHash } from "node:crypto";
import { hostname } from "node:os";
import type { IssuerAuthentication } from "@engenho/authentication";
import type { Clock } from "@engenho/core";
import { Distribution, type Measure, type Sample, Tally } from "../metrics/measure.js";

const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of configured authentication, and their inputs. */
export interface ConfiguredAuthenticationMeasures {
  readonly measures: readonly Measure[];
  readonly onAuthentication: (authentication: IssuerAuthentication) => void;
  /** A reload has failed. */
  readonly onFailure: () => void;
  /** A configuration was loaded at the start (`first`), or reloaded (`changed`). */
  readonly onConfiguration: (text: string, kind: "first" | "changed") => void;
}

/** Creates the metrics, with kube-apiserver's names. */
export function configuredAuthenticationMeasures(clock: Clock): ConfiguredAuthenticationMeasures {
  // Distinguishes API servers of one cluster.
  const server = hashOf(`apiserver-${hostname()}`);
  const prefix = "apiserver_authentication_config_controller_";
  const latency = new Distribution(
    {
      name: "apiserver_authentication_jwt_authenticator_latency_seconds",
      help: "Authentications by JWTs, except those from the cache.",
      labels: ["result", "jwt_issuer_hash"],
    },
    secondsBuckets,
  );
  const reloads = new Tally({
    name: `${prefix}automatic_reloads_total`,
    help: "Reloads of the authentication configuration, by result.",
    labels: ["status", "apiserver_id_hash"],
  });
  const lastReloads = new Map<string, number>();
  let configuration = "";
  const noteReload = (status: "success" | "failure") => {
    reloads.add([status, server]);
    lastReloads.set(status, clock.now() / 1000);
  };
  const samples = (values: Iterable<readonly [Sample["labels"], number]>): readonly Sample[] =>
    Array.from(values, ([labels, value]) => ({ labels: { ...labels, apiserver_id_hash: server }, value }));
  return {
    measures: [
      latency,
      reloads,
      {
        name: `${prefix}automatic_reload_last_timestamp_seconds`,
        help: "The time of the last reload of the authentication configuration, by result.",
        type: "gauge",
        read: () => samples([...lastReloads].map(([status, seconds]) => [{ status }, seconds] as const)),
      },
      {
        name: `${prefix}last_config_info`,
        help: "The hash of the current authentication configuration.",
        type: "gauge",
        read: () => (configuration === "" ? [] : samples([[{ hash: configuration }, 1]])),
      },
    ],
    onAuthentication: ({ issuer, result, seconds }) => latency.observe([result, hashOf(issuer)], seconds),
    onFailure: () => noteReload("failure"),
    onConfiguration(text, kind) {
      configuration = hashOf(text);
      if (kind === "changed") noteReload("success");
    },
  };
}

/** Hashed label values, in upstream's format. */
function hashOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
