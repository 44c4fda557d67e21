import type { FunctionDeclaration, Implementation, Overload } from "../library/function.js";
import { durationType, intType, stringType, timestampType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import type { CelDuration, CelTimestamp } from "../values/time.js";
import type { CelValue } from "../values/value.js";
import { memberOverload } from "./declare.js";
import { TimeZones, type WallClock } from "./time-zones.js";

/** The work of loading a time zone, and of computing the local time in one: see {@link Overload.work}. */
const zoneWork = { unknown: 100_000, known: 3000 } as const;

/** The functions that return parts of timestamps and durations (cel-go, common/stdlib/standard.go). */
export function timeFunctions(): readonly FunctionDeclaration[] {
  const zones = new TimeZones();
  const getter = (name: string, part: Part, of: DurationPart[] = []): FunctionDeclaration => ({
    name,
    overloads: [...timestampOverloads(part, zones), ...of.map(durationOverload)],
  });
  return [
    getter("getFullYear", { id: "year", of: ({ year }) => year }),
    getter("getMonth", { id: "month", of: ({ month }) => month - 1 }),
    getter("getDayOfYear", { id: "day_of_year", of: ({ dayOfYear }) => dayOfYear - 1 }),
    getter("getDayOfMonth", { id: "day_of_month", of: ({ day }) => day - 1 }),
    getter("getDate", { id: "day_of_month_1_based", of: ({ day }) => day }),
    getter("getDayOfWeek", { id: "day_of_week", of: ({ weekday }) => weekday }),
    getter("getHours", { id: "hours", of: ({ hour }) => hour }, [{ id: "hours", nanos: 3_600_000_000_000n }]),
    getter("getMinutes", { id: "minutes", of: ({ minute }) => minute }, [{ id: "minutes", nanos: 60_000_000_000n }]),
    getter("getSeconds", { id: "seconds", zonedId: "seconds_tz", of: ({ second }) => second }, [
      { id: "seconds", nanos: 1_000_000_000n },
    ]),
    getter("getMilliseconds", { id: "milliseconds", of: ({ millisecond }) => millisecond }, [
      { id: "milliseconds", nanos: 1_000_000n },
    ]),
  ];
}

interface Part {
  readonly id: string;
  /** The suffix of the id of the overload with a time zone. Default: the id and `_with_tz`. */
  readonly zonedId?: string;
  of(clock: WallClock): number;
}

interface DurationPart {
  readonly id: string;
  /** Its unit, in nanoseconds. */
  readonly nanos: bigint;
}

function timestampOverloads({ id, zonedId, of }: Part, zones: TimeZones): readonly Overload[] {
  const tell = (time: CelTimestamp, zone: string) => {
    const clock = zones.clock(time, zone);
    return clock instanceof CelError ? clock : BigInt(of(clock));
  };
  const inUtc: Implementation = (time: CelTimestamp) => tell(time, "UTC");
  const work = (...[, zone]: readonly CelValue[]) =>
    typeof zone === "string" && !zones.isAtHand(zone) ? zoneWork.unknown : zoneWork.known;
  return [
    memberOverload(`timestamp_to_${id}`, [timestampType], intType, inUtc),
    {
      ...memberOverload(`timestamp_to_${zonedId ?? `${id}_with_tz`}`, [timestampType, stringType], intType, tell),
      work,
    },
  ];
}

function durationOverload({ id, nanos }: DurationPart): Overload {
  const implementation = (duration: CelDuration) => duration.nanos / nanos;
  return memberOverload(`duration_to_${id}`, [durationType], intType, implementation);
}
