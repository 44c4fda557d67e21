import type { Clock, User } from "@engenho/core";
import { isLongRunning } from "../request-info.js";
import { adjustedLimits, levelBounds } from "./concurrency-limits.js";
import { catchAllLevel, exemptLevel, type FlowControlObjects } from "./flow-objects.js";
import { type ClassifiedRequest, type ControlledRequest, FlowRequest, type FlowRequestHost } from "./flow-request.js";
import { type FlowSchemaState, flowSchemaState, orderedSchemas } from "./flow-schemas.js";
import { type FlowStatistics, flowStatistics, type LevelStatistics } from "./flow-statistics.js";
import type { MatchesRequest } from "./match-schema.js";
import { createLevel, maxSeatsOf, type PriorityLevel, planLevel } from "./priority-level.js";
import type { WaitingRoom } from "./queue-set.js";
import { smoothedDemand } from "./seat-demand.js";
import { WatchCounts } from "./watch-counts.js";
import { estimateWork, type ResourceStatistics, type WorkEstimate } from "./work-estimate.js";

/** Options of {@link createFlowControl}. */
export interface FlowControlOptions {
  /** Measures requests, and the deadlines of waiting ones. */
  readonly clock: Clock;
  /**
   * The seats of the server: how many requests with one seat it serves at once, not counting exempt ones. At least 1.
   */
  readonly concurrency: number;
  /** The number and size of stored objects, to estimate the work of lists. Default: lists need one seat. */
  readonly statisticsOf?: ((group: string, resource: string) => ResourceStatistics | undefined) | undefined;
}

/** API Priority and Fairness: decides which requests are served, and in which order the others follow. */
export interface FlowControl {
  /**
   * Replaces the configuration. The mandatory levels `exempt` and `catch-all` have defaults if their objects are
   * missing or invalid.
   */
  configure(objects: FlowControlObjects): void;
  /** Lends unused seats of priority levels to others. To be called every {@link adjustmentMs}. */
  adjust(): void;
  /** Classifies a request; undefined for long-running requests other than watches. Called by the server. */
  classify(request: ControlledRequest): ClassifiedRequest | undefined;
  /** The statistics since the start, by FlowSchema. */
  flows(): readonly FlowStatistics[];
  /** The priority levels. */
  levels(): readonly LevelStatistics[];
  /** The fraction of its target that each level has whose bounds do not matter. */
  readonly fairFraction: number;
}

/** How often lent seats are adjusted (upstream: borrowingAdjustmentPeriod). */
export const adjustmentMs = 10_000;

/**
 * The maximum number of waiting requests per seat of the server, in all levels, because each holds its headers and
 * perhaps its body. As many again may wait if they belong to flows with short queues, so that a flow that fills the
 * limit does not shut out others.
 */
const waitingPerSeat = 50;
/** The maximum number of statistics of deleted FlowSchemas. */
const maxStatistics = 1000;

/** Creates flow control; until it is configured there are the mandatory levels only. */
export function createFlowControl(options: FlowControlOptions): FlowControl {
  return new Controller(options);
}

interface Candidate {
  readonly schema: FlowSchemaState;
  readonly matches: MatchesRequest;
}

class Controller implements FlowControl, FlowRequestHost {
  readonly clock: Clock;
  readonly #options: FlowControlOptions;
  readonly #watches = new WatchCounts();
  readonly #statistics = new Map<string, FlowStatistics>();
  #levels = new Map<string, PriorityLevel>();
  #schemas: readonly FlowSchemaState[] = [];
  #objects: FlowControlObjects = { flowSchemas: [], priorityLevels: [] };
  /** The candidate schemas of a user. Authenticators return the same User object while they cache it. */
  #ofUsers = new WeakMap<User, readonly Candidate[]>();
  #waiting = 0;
  fairFraction = 0;

  constructor(options: FlowControlOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.configure(this.#objects);
  }

  configure(objects: FlowControlObjects): void {
    this.#objects = objects;
    const next = new Map<string, PriorityLevel>();
    for (const object of [...objects.priorityLevels, exemptLevel, catchAllLevel]) {
      const { name = "", uid = "" } = object.metadata as { readonly name?: string; readonly uid?: string };
      const plan = planLevel(object);
      if (plan === undefined || next.has(name)) continue;
      const level = this.#levels.get(name) ?? createLevel(name, plan, this.clock);
      level.plan = plan;
      level.uid = uid;
      level.undesired = false;
      next.set(name, level);
    }
    for (const [name, level] of this.#levels) {
      if (next.has(name) || level.seats.isIdle) continue;
      level.undesired = true;
      next.set(name, level);
    }
    this.#divide([...next.values()]);
    this.#levels = next;
    this.adjust();
    this.#ofUsers = new WeakMap();
    this.#schemas = orderedSchemas(objects.flowSchemas, next).map((schema) => {
      const level = next.get(schema.spec?.priorityLevelConfiguration?.name ?? "") as PriorityLevel;
      return flowSchemaState(schema, level, this.#statisticsOf(level.name, schema.metadata.name ?? ""));
    });
  }

  adjust(): void {
    const levels = [...this.#levels.values()];
    const now = this.clock.monotonicNow() / 1000;
    for (const level of levels) {
      level.demand = level.seats.demand.reset(now);
      level.smoothed = smoothedDemand(level.smoothed, level.demand);
    }
    const { current, targets, fairFraction } = adjustedLimits(
      levels.map(({ bounds, plan, demand, smoothed }) => ({
        ...bounds,
        exempt: plan.exempt,
        highWatermark: demand.highWatermark,
        smoothed,
      })),
      levels.map((level) => level.current),
    );
    this.fairFraction = fairFraction;
    for (const [index, level] of levels.entries()) {
      level.current = current[index] as number;
      level.target = targets[index] as number;
      const { exempt, queues, queueLengthLimit } = level.plan;
      level.seats.configure({ queues: exempt ? -1 : queues, queueLengthLimit }, level.current);
    }
  }

  classify(request: ControlledRequest): ClassifiedRequest | undefined {
    const { info, user } = request;
    if (info.verb !== "watch" && isLongRunning(info)) return undefined;
    return new FlowRequest(this, request, this.#schemaOf(user, info));
  }

  flows(): readonly FlowStatistics[] {
    return [...this.#statistics.values()];
  }

  levels(): readonly LevelStatistics[] {
    return [...this.#levels.values()].map(({ name, bounds, current, target, demand, smoothed, seats }) => ({
      level: name,
      ...bounds,
      current,
      target,
      highWatermark: demand.highWatermark,
      average: demand.average,
      deviation: demand.deviation,
      smoothed,
      noAccommodation: seats.noAccommodation,
      progress: seats.progress,
    }));
  }

  estimate({ level }: FlowSchemaState, { info, query }: ControlledRequest): WorkEstimate {
    if (!info.isResource) return estimateWork(info, query, noSources);
    const isList = info.verb === "list" || info.verb === "watch";
    return estimateWork(info, query, {
      statistics: isList ? this.#options.statisticsOf?.(info.group, info.resource) : undefined,
      watches: () => this.#watches.interestedIn(info),
      maxSeats: level.maxSeats,
    });
  }

  get room(): WaitingRoom {
    const most = this.#options.concurrency * waitingPerSeat;
    return this.#waiting < most ? "free" : this.#waiting < most * 2 ? "scarce" : "none";
  }

  countWaiting(by: 1 | -1): void {
    this.#waiting += by;
  }

  registerWatch({ info, query }: ControlledRequest): () => void {
    return this.#watches.register(info, query);
  }

  onLeft({ level }: FlowSchemaState): void {
    if (level.undesired && level.seats.isIdle) this.configure(this.#objects);
  }

  #schemaOf(user: ControlledRequest["user"], info: ControlledRequest["info"]): FlowSchemaState {
    let candidates = this.#ofUsers.get(user);
    if (candidates === undefined) {
      candidates = this.#schemas.flatMap((schema) => {
        const matches = schema.matchesOf(user);
        return matches === undefined ? [] : [{ schema, matches }];
      });
      this.#ofUsers.set(user, candidates);
    }
    for (const { schema, matches } of candidates) if (matches(info)) return schema;
    // As upstream, also for users outside of both groups that `catch-all` matches.
    return this.#schemas.find(({ name }) => name === "catch-all") as FlowSchemaState;
  }

  /** Divides the seats of the server by shares. */
  #divide(levels: readonly PriorityLevel[]): void {
    const bounds = levelBounds(
      levels.map(({ plan }) => plan),
      this.#options.concurrency,
    );
    for (const [index, level] of levels.entries()) {
      const { nominal, lower } = bounds[index] as (typeof bounds)[number];
      const isNew = this.#levels.get(level.name) !== level;
      level.bounds = bounds[index] as (typeof bounds)[number];
      level.maxSeats = maxSeatsOf(level.plan, nominal);
      if (isNew) level.current = nominal - Math.floor((nominal - lower) / 2);
    }
  }

  #statisticsOf(level: string, schema: string): FlowStatistics {
    const key = `${level}\0${schema}`;
    const known = this.#statistics.get(key);
    if (known !== undefined) return known;
    if (this.#statistics.size >= maxStatistics) this.#forgetStatistics();
    const made = flowStatistics(level, schema);
    this.#statistics.set(key, made);
    return made;
  }

  #forgetStatistics(): void {
    const used = new Set(this.#schemas.map(({ statistics }) => statistics));
    for (const [key, each] of this.#statistics) {
      if (!used.has(each) && each.executing === 0 && each.waiting === 0) this.#statistics.delete(key);
    }
  }
}

const noSources = { statistics: undefined, watches: () => 0, maxSeats: 0 };
