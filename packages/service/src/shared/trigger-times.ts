import { type Pod, parseTime, type Service } from "@engenho/core";

/** What was seen of one Service at its last reconcile. */
interface ServiceTimes {
  readonly serviceMs: number | undefined;
  /** When each pod last became ready or not ready, as its status says it, by pod name. */
  readonly pods: ReadonlyMap<string, string>;
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
    const serviceMs = parseTime(service.metadata.creationTimestamp);
    const times = new Map<string, string>();
    let earliest = isLater(serviceMs, known?.serviceMs) ? serviceMs : undefined;
    for (const pod of pods) {
      const time = readyTime(pod);
      if (time === undefined) continue;
      const { name = "" } = pod.metadata;
      times.set(name, time);
      const before = known?.pods.get(name);
      if (before === time) continue;
      const ms = parseTime(time);
      if (isLater(ms, parseTime(before)) && (earliest === undefined || ms < earliest)) earliest = ms;
    }
    this.#services.set(key, { serviceMs, pods: times });
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
