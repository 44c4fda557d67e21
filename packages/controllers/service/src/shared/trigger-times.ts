import { ListMemo, type Pod, parseTime, type Service, type Stored } from "@engenho/core";

/** The times seen in the last reconcile of a Service. */
interface ServiceTimes {
  serviceMs: number | undefined;
  /** The lastTransitionTime of each pod's Ready condition. */
  readonly pods: ListMemo<Stored<Pod>, string | undefined>;
}

/**
 * Computes the trigger time of a write of Endpoints or slices (EP-40): the state is kept in memory per Service and updated
 * in every reconcile, even in those that write nothing.
 */
export class TriggerTimes {
  readonly #services = new Map<string, ServiceTimes>();

  /**
   * The earliest change since the last call for this Service, in milliseconds since the Unix epoch: in the first call the
   * creation of the Service, later the first newer Ready transition of a pod, or the creation of a new Service of the same
   * name. `undefined` if there is none. `pods` must be in a store's list order.
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

  /** Removes the state of a deleted Service. */
  forget(key: string): void {
    this.#services.delete(key);
  }
}

/** The annotation's value: RFC 3339 in UTC, with fractions of a second only if there are any (EP-31). */
export function formatTriggerTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || (right !== undefined && right < left) ? right : left;
}

/** The lastTransitionTime of the Ready condition. */
function readyTime(pod: Pod): string | undefined {
  for (const { type, lastTransitionTime } of pod.status?.conditions ?? []) {
    if (type === "Ready") return lastTransitionTime;
  }
  return undefined;
}

function isLater(ms: number | undefined, than: number | undefined): ms is number {
  return ms !== undefined && (than === undefined || ms > than);
}
