import type { Clock, PriorityLevelConfiguration } from "@engenho/core";
import type { LevelBounds, LevelShares } from "./concurrency-limits.js";
import { DroppedRequests } from "./dropped-requests.js";
import { QueueSet } from "./queue-set.js";
import type { DemandOfPeriod } from "./seat-demand.js";

/** What the specification of a priority level says. */
export interface LevelPlan extends LevelShares {
  readonly exempt: boolean;
  /** 0: there are no queues. */
  readonly queues: number;
  readonly handSize: number;
  readonly queueLengthLimit: number;
}

/** The bits of a hash that shuffle sharding may use. */
const maxHashBits = 60;
/** The part of a level's own seats that one request may have. */
const maxSeatsFraction = 0.15;

/** The plan of a priority level; undefined if its specification is broken (upstream: queueSetCompleterForPL). */
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

/** The most seats that a request of the level is to have; 0: the level has no opinion. */
export function maxSeatsOf({ queues, handSize }: LevelPlan, nominal: number): number {
  if (queues === 0) return 0;
  return Math.max(1, Math.min(Math.ceil(nominal * maxSeatsFraction), Math.floor(nominal / handSize)));
}

/** A priority level at work. */
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
  /** Whether its object is gone: it goes as well when its last request has. */
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
