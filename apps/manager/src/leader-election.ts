import { hostname } from "node:os";
import { type LeaderElectionOptions, systemRandom } from "@engenho/core";

/** The options of a leader election, by the names of kube-controller-manager's flags. */
export interface ElectionFlags {
  /** How long other candidates wait for a leader that does not renew, in milliseconds. */
  readonly leaderElectLeaseDuration: number;
  /** How long a leader continues without a successful renewal, in milliseconds. */
  readonly leaderElectRenewDeadline: number;
  /** The time between attempts to acquire or renew, in milliseconds. */
  readonly leaderElectRetryPeriod: number;
  /** The name of the Lease. */
  readonly leaderElectResourceName: string;
  /** The namespace of the Lease. */
  readonly leaderElectResourceNamespace: string;
}

/** kube-controller-manager's defaults. */
export const defaultElectionFlags: ElectionFlags = {
  leaderElectLeaseDuration: 15_000,
  leaderElectRenewDeadline: 10_000,
  leaderElectRetryPeriod: 2_000,
  leaderElectResourceName: "kube-controller-manager",
  leaderElectResourceNamespace: "kube-system",
};

/** The leader election that the flags describe, for this host. */
export function electionOf(flags: ElectionFlags): LeaderElectionOptions {
  return {
    leaseName: flags.leaderElectResourceName,
    leaseNamespace: flags.leaderElectResourceNamespace,
    leaseDurationMs: flags.leaderElectLeaseDuration,
    renewDeadlineMs: flags.leaderElectRenewDeadline,
    retryPeriodMs: flags.leaderElectRetryPeriod,
    identity: `${hostname()}_${systemRandom.uuid()}`,
  };
}
