import { ListMemo, type Pod, parseTime, type Service, type Stored } from "@engenho/core";

/** What was seen of one Service at its last reconcile. */
interface ServiceTimes {
  serviceMs: number | undefined;
  /** When each pod last became ready or not ready, as its status says it. */
  readonly pods: ListMemo<Stored<Pod>, string | undefined>;
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
   * anew. `undefined` when nothing is newer. `pods` are as a store lists them.
   */
  next(key: string, service: Service, pods: readonly Stored<Pod>[]): number | undefined {
    const known = this.#services.get(key);
    const times = known ?? { serviceMs: undefined, pods: new ListMemo() };
    if (known === undefined) this.#services.set(key, times);
    const serviceMs = parseTime(service.metadata.creationTimestamp);
    let earliest = isLater(serviceMs, times.serviceMs) ? serviceMs : undefined;
    times.serviceMs = serviceMs;
    times.pods.derive(pods, (pod, before) => {
      const time = readyTime(pod);
      const ms = parseTime(time);
      if (time !== before && isLater(ms, parseTime(before))) earliest = earlier(earliest, ms);
      return time;
    });
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
