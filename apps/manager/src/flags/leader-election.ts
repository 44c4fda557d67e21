import { Option } from "commander";
import { defaultElectionFlags, type ElectionFlags } from "../leader-election.js";
import { UsageError } from "../usage-error.js";
import { boolean, duration, nonEmpty } from "./parsers.js";

/** The flags of a leader election, with kube-controller-manager's names and defaults; `elects` is that of `--leader-elect`. */
export function leaderElectionFlags(elects: boolean | undefined): readonly Option[] {
  const defaults = defaultElectionFlags;
  return [
    new Option("--leader-elect [boolean]", "run controllers only while holding the Lease")
      .argParser(boolean)
      .preset("true")
      .default(elects, elects === undefined ? "with --etcd-servers" : undefined),
    new Option("--leader-elect-lease-duration <duration>", "time until another replaces a leader that fails")
      .argParser(duration)
      .default(defaults.leaderElectLeaseDuration, "15s"),
    new Option("--leader-elect-renew-deadline <duration>", "time after which a leader that cannot renew stops")
      .argParser(duration)
      .default(defaults.leaderElectRenewDeadline, "10s"),
    new Option("--leader-elect-retry-period <duration>", "time between attempts to acquire or renew")
      .argParser(duration)
      .default(defaults.leaderElectRetryPeriod, "2s"),
    new Option("--leader-elect-resource-name <name>", "name of the Lease")
      .argParser(nonEmpty)
      .default(defaults.leaderElectResourceName),
    new Option("--leader-elect-resource-namespace <namespace>", "namespace of the Lease")
      .argParser(nonEmpty)
      .default(defaults.leaderElectResourceNamespace),
  ];
}

/** Throws UsageError for invalid times, with client-go's rules. */
export function checkElectionFlags(options: ElectionFlags): void {
  const { leaderElectLeaseDuration, leaderElectRenewDeadline, leaderElectRetryPeriod } = options;
  if (leaderElectLeaseDuration <= leaderElectRenewDeadline) {
    throw new UsageError("--leader-elect-lease-duration must be greater than --leader-elect-renew-deadline", 2);
  }
  if (leaderElectRenewDeadline <= leaderElectRetryPeriod * 1.2) {
    throw new UsageError("--leader-elect-renew-deadline must be greater than 1.2 times --leader-elect-retry-period", 2);
  }
  if (leaderElectLeaseDuration < 1000) throw new UsageError("--leader-elect-lease-duration must be 1s or more", 2);
}
