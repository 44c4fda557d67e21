import type { Clock } from "../environment/clock.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import type { RandomSource } from "../environment/random-source.js";
import type { EventRecorder } from "../events/event-recorder.js";
import type { Store } from "../store/store.js";

/** Options of a leader election, by the names and with the defaults of client-go and kube-controller-manager. */
export interface LeaderElectionOptions {
  /**
   * The name of the Lease, usually that of the program. Programs that use the same Lease, including those with
   * client-go, take turns.
   */
  readonly leaseName: string;
  /** Default `kube-system`. */
  readonly leaseNamespace?: string | undefined;
  /** The unique name of this candidate; client-go's is `<host name>_<uuid>`. Default: `engenho_<uuid>`. */
  readonly identity?: string | undefined;
  /**
   * How long other candidates wait after the last observed change of the Lease before they take it, in milliseconds;
   * whole seconds. Default 15 000.
   */
  readonly leaseDurationMs?: number | undefined;
  /** How long the leader continues without a successful renewal, in milliseconds. Default 10 000. */
  readonly renewDeadlineMs?: number | undefined;
  /** The time between two attempts to take or renew the Lease, in milliseconds. Default 2000. */
  readonly retryPeriodMs?: number | undefined;
  /** Whether a leader that stops releases the Lease, so that others need not wait. Default true. */
  readonly releaseOnStop?: boolean | undefined;
  /** The store with the Lease. Default: the one that the leader works on. */
  readonly store?: Store | undefined;
  /** Called when a different candidate, which may be this one, is observed to lead. */
  readonly onNewLeader?: ((identity: string) => void) | undefined;
  /**
   * Records Events about the Lease when this candidate becomes or stops being the leader. Default: none are recorded.
   */
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

/**
 * While a candidate waits, the retry period is extended by a random fraction up to this factor (client-go's
 * JitterFactor).
 */
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
