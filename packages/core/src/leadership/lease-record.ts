import type { Lease } from "@engenho/types";
import type { Stored } from "../objects/object.js";
import { parseTime } from "../objects/rfc3339.js";

/** The holder of a Lease (client-go's resourcelock.LeaderElectionRecord). */
export interface LeaseRecord {
  /** `""`: nobody. */
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  /** When the holder acquired it, by the holder's clock, in milliseconds since 1970. */
  readonly acquireTimeMs: number;
  /** When the holder renewed it, by the holder's clock, in milliseconds since 1970. */
  readonly renewTimeMs: number;
  /** How often the holder has changed. */
  readonly leaseTransitions: number;
}

/** The record in the spec of a Lease. */
export function recordOf({ spec = {} }: Stored<Lease>): LeaseRecord {
  return {
    holderIdentity: spec.holderIdentity ?? "",
    leaseDurationSeconds: spec.leaseDurationSeconds ?? 0,
    acquireTimeMs: parseTime(spec.acquireTime) ?? 0,
    renewTimeMs: parseTime(spec.renewTime) ?? 0,
    leaseTransitions: spec.leaseTransitions ?? 0,
  };
}

/** The spec of a Lease with this holder, as client-go writes it. */
export function specOf(record: LeaseRecord): NonNullable<Lease["spec"]> {
  return {
    holderIdentity: record.holderIdentity,
    leaseDurationSeconds: record.leaseDurationSeconds,
    acquireTime: microTime(record.acquireTimeMs),
    renewTime: microTime(record.renewTimeMs),
    leaseTransitions: record.leaseTransitions,
  };
}

/** A time in the format of metav1.MicroTime, with six decimals. */
function microTime(ms: number): string {
  const micros = Math.round(ms * 1000);
  const text = new Date(Math.floor(micros / 1000)).toISOString().slice(0, -1);
  return `${text}${String(micros % 1000).padStart(3, "0")}Z`;
}
