import { type Pod, parseTime, type Service } from "@engenho/core";

/** What was seen of one Service at its last reconcile. */
interface ServiceTimes {
  serviceMs: number | undefined;
  /** When each pod last became ready or not ready, as its status says it, by pod name. */
  pods: Map<string, string>;
}

/**
 * Finds out when the change happened that a write of Endpoints or slices answers (EP-40): kept in memory per Service,
 * updated at every reconcile, also at those that write nothing.
 */
export class TriggerTimes {
  readonly #services = new Map<string, ServiceTimes>();

  /**
   * The earliest change since the last call for this Service, in milliseconds since the Unix epoch: the creation of the
   * Service at the first call, later whatever pod became ready or not ready later than known, or a Service that was made
   * anew. `undefined` when nothing is newer.
   */
  next(key: string, service: Service, pods: readonly Pod[]): number | undefined {
    const known = this.#services.get(key);
    const times = known ?? { serviceMs: undefined, pods: new Map() };
    if (known === undefined) this.#services.set(key, times);
    const serviceMs = parseTime(service.metadata.creationTimestamp);
    const earliest = earlier(isLater(serviceMs, times.serviceMs) ? serviceMs : undefined, takeInPods(times, pods));
    times.serviceMs = serviceMs;
    return known === undefined ? serviceMs : earliest;
  }

  /** The Service is gone. */
  forget(key: string): void {
    this.#services.delete(key);
  }
}

/** The time as the annotation has it: RFC 3339 in UTC, fractions of a second only where there are any (EP-31). */
export function formatTriggerTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");
}

/**
 * Brings the known times up to date, and answers with the earliest of those that are later than known. Mostly hardly any
 * has changed: then nothing is written but that.
 */
function takeInPods(times: ServiceTimes, pods: readonly Pod[]): number | undefined {
  let earliest: number | undefined;
  let timed = 0;
  for (const pod of pods) {
    const time = readyTime(pod);
    if (time === undefined) continue;
    timed++;
    const { name = "" } = pod.metadata;
    const before = times.pods.get(name);
    if (before === time) continue;
    times.pods.set(name, time);
    const ms = parseTime(time);
    if (isLater(ms, parseTime(before))) earliest = earlier(earliest, ms);
  }
  if (timed !== times.pods.size) times.pods = new Map(timesOf(pods));
  return earliest;
}

function* timesOf(pods: readonly Pod[]): Generator<[name: string, time: string]> {
  for (const pod of pods) {
    const time = readyTime(pod);
    if (time !== undefined) yield [pod.metadata.name ?? "", time];
  }
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || (right !== undefined && right < left) ? right : left;
}

/** The `lastTransitionTime` of the condition Ready. */
function readyTime(pod: Pod): string | undefined {
  for (const { type, lastTransitionTime } of pod.status?.conditions ?? []) {
    if (type === "Ready") return lastTransitionTime;
  }
  return undefined;
}

function isLater(ms: number | undefined, than: number | undefined): ms is number {
  return ms !== undefined && (than === undefined || ms > than);
}
