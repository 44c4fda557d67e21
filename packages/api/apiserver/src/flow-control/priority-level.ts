import type { Clock, PriorityLevelConfiguration } from "@engenho/core";
import type { LevelBounds, LevelShares } from "./concurrency-limits.js";
import { DroppedRequests } from "./dropped-requests.js";
import { QueueSet } from "./queue-set.js";
import type { DemandOfPeriod } from "./seat-demand.js";

/** The parsed specification of a priority level. */
export interface LevelPlan extends LevelShares {
  readonly exempt: boolean;
  /** 0: there are no queues. */
  readonly queues: number;
  readonly handSize: number;
  readonly queueLengthLimit: number;
}

/** The bits of a hash that shuffle sharding may use. */
const maxHashBits = 60;
/** The maximum fraction of a level's nominal seats for one request. */
const maxSeatsFraction = 0.15;

/** The plan of a priority level; undefined if its specification is invalid (upstream: queueSetCompleterForPL). */
export function planLevel({ metadata, spec }: PriorityLevelConfiguration): LevelPlan | undefined {
  const { type, limited, exempt } = spec ?? {};
  const isExempt = type === "Exempt";
  if (isExempt !== (metadata.name === "exempt") || isExempt !== (exempt !== undefined)) return undefined;
  if (!isExempt && (type !== "Limited" || limited === undefined)) return undefined;
  const shares = limited ?? exempt;
  const queuing = limited?.limitResponse?.queuing;
  if (limited !== undefined && (limited.limitResponse?.type === "Queue") !== (queuing !== undefined)) return undefined;
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing ?? {};
  if (queuing !== undefined) {
    const canDeal = queues > 0 && handSize > 0 && handSize <= queues;
    if (!canDeal || Math.ceil(Math.log2(queues) * handSize) > maxHashBits) return undefined;
  }
  return {
    exempt: isExempt,
    nominalConcurrencyShares: shares?.nominalConcurrencyShares ?? (isExempt ? 0 : 30),
    lendablePercent: shares?.lendablePercent ?? 0,
    borrowingLimitPercent: limited?.borrowingLimitPercent,
    queues,
    handSize,
    queueLengthLimit,
  };
}

/** The maximum of seats for a request of the level; 0: no limit by the level. */
export function maxSeatsOf({ queues, handSize }: LevelPlan, nominal: number): number {
  if (queues === 0) return 0;
  return Math.max(1, Math.min(Math.ceil(nominal * maxSeatsFraction), Math.floor(nominal / handSize)));
}

/** A configured priority level. */
export interface PriorityLevel {
  readonly name: string;
  uid: string;
  plan: LevelPlan;
  readonly seats: QueueSet;
  readonly dropped: DroppedRequests;
  bounds: LevelBounds;
  current: number;
  target: number;
  demand: DemandOfPeriod;
  smoothed: number;
  maxSeats: number;
  /** Whether its object was deleted: the level is removed after its last request. */
  undesired: boolean;
}

/** A level without seats yet. */
export function createLevel(name: string, plan: LevelPlan, clock: Clock): PriorityLevel {
  return {
    name,
    uid: "",
    plan,
    seats: new QueueSet(clock),
    dropped: new DroppedRequests(),
    bounds: { nominal: 0, lower: 0, upper: 0 },
    current: 0,
    target: 0,
    demand: { seconds: 0, average: 0, deviation: 0, highWatermark: 0 },
    smoothed: 0,
    maxSeats: 0,
    undesired: false,
  };
}
