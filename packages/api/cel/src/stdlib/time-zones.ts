import { CelError } from "../values/error.js";
import { splitNanos } from "../values/go-time.js";
import type { CelTimestamp } from "../values/time.js";

/** Local time. */
export interface WallClock {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  /** From 1, 1st of January. */
  readonly dayOfYear: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const zonesKept = 64;

/** Computes local times. Creating the formatter of a zone is expensive, so they are cached. */
export class TimeZones {
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  /** Whether a zone is cached already, or needs no formatter. */
  isAtHand(zone: string): boolean {
    return zone === "" || zone === "UTC" || zone.includes(":") || this.#formats.has(zone);
  }

  /** The local time in a zone: a name of the IANA time zone database, or an offset such as `-08:00`. */
  clock({ nanos }: CelTimestamp, zone: string): WallClock | CelError {
    const { millis } = splitNanos(nanos);
    const offset = zone === "" || zone === "UTC" ? 0 : this.#offset(millis, zone);
    return offset instanceof CelError ? offset : clockOf(millis + offset);
  }

  /** The offset of a zone from UTC at an instant, in milliseconds. */
  #offset(millis: number, zone: string): number | CelError {
    const colon = zone.indexOf(":");
    if (colon >= 0) return fixedOffset(zone.slice(0, colon), zone.slice(colon + 1));
    const format = this.#format(zone);
    if (format === undefined) return new CelError(`unknown time zone ${zone}`);
    const parts = new Map(format.formatToParts(millis).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const isBeforeChrist = parts.get("era")?.startsWith("B") === true;
    const year = isBeforeChrist ? 1 - part("year") : part("year");
    const shown = new Date(0);
    shown.setUTCFullYear(year, part("month") - 1, part("day"));
    shown.setUTCHours(part("hour"), part("minute"), part("second"));
    return shown.getTime() - Math.floor(millis / 1000) * 1000;
  }

  #format(zone: string): Intl.DateTimeFormat | undefined {
    const known = this.#formats.get(zone);
    if (known !== undefined) return known;
    // `Intl` ignores case, and accepts offsets as names; Go looks up a file.
    if (!/^[A-Z]/.test(zone)) return undefined;
    try {
      const format = new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone });
      if (this.#formats.size >= zonesKept) this.#formats.clear();
      this.#formats.set(zone, format);
      return format;
    } catch {
      return undefined;
    }
  }
}

const fields: Intl.DateTimeFormatOptions = {
  hourCycle: "h23",
  era: "short",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
};

const wholeNumber = /^[+-]?\d{1,9}$/;

function fixedOffset(hours: string, minutes: string): number | CelError {
  for (const text of [hours, minutes]) {
    if (!wholeNumber.test(text)) return new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const offset = Number(hours) * 60 + (hours.startsWith("-") ? -Number(minutes) : Number(minutes));
  return offset * 60_000;
}

function clockOf(millis: number): WallClock {
  const date = new Date(millis);
  const year = date.getUTCFullYear();
  const newYear = new Date(0);
  newYear.setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    dayOfYear: Math.floor((millis - newYear.getTime()) / 86_400_000) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}
