import type { Clock } from "../environment/clock.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import type { RandomSource } from "../environment/random-source.js";
import type { EventRecorder } from "../events/event-recorder.js";
import type { Store } from "../store/store.js";

/** Options of a leader election, by the names and with the defaults of client-go and kube-controller-manager. */
export interface LeaderElectionOptions {
  /** The name of the Lease: that of the program. Who uses the same one takes turns, programs with client-go included. */
  readonly leaseName: string;
  /** Default `kube-system`. */
  readonly leaseNamespace?: string | undefined;
  /** The name of this candidate, which no other has: client-go's is `<host name>_<uuid>`. Default: `engenho_<uuid>`. */
  readonly identity?: string | undefined;
  /**
   * How long others wait, in milliseconds, after they have seen the Lease change for the last time, before they take it. Whole seconds.
   * Default 15 000.
   */
  readonly leaseDurationMs?: number | undefined;
  /** How long the leader continues without a successful renewal, in milliseconds. Default 10 000. */
  readonly renewDeadlineMs?: number | undefined;
  /** The time between two attempts to take or renew the Lease, in milliseconds. Default 2000. */
  readonly retryPeriodMs?: number | undefined;
  /** Whether a leader that stops gives the Lease away, so that others need not wait. Default true. */
  readonly releaseOnStop?: boolean | undefined;
  /** The store with the Lease. Default: the one that the leader works on. */
  readonly store?: Store | undefined;
  /** Called when another candidate than before is seen to lead, this one included. */
  readonly onNewLeader?: ((identity: string) => void) | undefined;
  /** Records who became and stopped being leader, about the Lease. Default: nothing is recorded. */
  readonly recorder?: EventRecorder | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For jitter and the default identity. Default: the system's. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

const { required, text, interval } = optionRules;
const duration = { ...interval, expected: "a positive number of milliseconds" };

const rules: OptionRules<keyof LeaderElectionOptions> = {
  leaseName: required(text),
  leaseNamespace: text,
  identity: text,
  leaseDurationMs: duration,
  renewDeadlineMs: duration,
  retryPeriodMs: duration,
  releaseOnStop: optionRules.flag,
  store: optionRules.store,
  onNewLeader: optionRules.callable,
  recorder: optionRules.recorder,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

/** The three times of an election, in milliseconds. */
export interface ElectionTimes {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** The retry period is longer by up to this factor of it while a candidate waits (client-go's JitterFactor). */
export const jitterFactor = 1.2;

/** Checks the options, and returns their times. Throws TypeError, or RangeError for times that client-go refuses, too. */
export function electionTimes(options: LeaderElectionOptions): ElectionTimes {
  checkOptions("leaderElection", options, rules);
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = options;
  if (leaseDurationMs <= renewDeadlineMs) {
    throw new RangeError("leaderElection: leaseDurationMs must be greater than renewDeadlineMs");
  }
  if (renewDeadlineMs <= retryPeriodMs * jitterFactor) {
    throw new RangeError("leaderElection: renewDeadlineMs must be greater than 1.2 times retryPeriodMs");
  }
  if (leaseDurationMs < 1000) throw new RangeError("leaderElection: leaseDurationMs must be a second or more");
  return { leaseDurationMs, renewDeadlineMs, retryPeriodMs };
}
