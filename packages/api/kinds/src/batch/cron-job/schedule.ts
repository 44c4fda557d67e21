import { goQuote, parseGoDuration, parseGoInteger } from "@engenho/machinery";
import { timeZoneFault } from "./time-zone.js";

interface Field {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

/** A number, or the error in its text. */
type Parsed = number | { readonly fault: string };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly Field[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: ["", ...months] },
  { low: 0, high: 6, names: days },
];

const descriptors = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);
/** What Go treats as a space: unlike JavaScript, not the byte order mark. */
const spaces = /(?:[^\S\ufeff]|\u0085)+/;
const every = "@every ";

/**
 * The error in a schedule with five cron fields or a descriptor such as `@hourly`, either after a time zone; `undefined` if it
 * is valid. Upstream: ParseStandard of github.com/robfig/cron/v3.
 */
export function scheduleFault(schedule: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=([^ ]*)/.exec(schedule);
  if (zone === null) return fieldsFault(schedule);
  const [prefix, name = ""] = zone;
  const fault = timeZoneFault(name);
  if (fault !== undefined) return `provided bad location ${name}: ${fault}`;
  return fieldsFault(schedule.slice(prefix.length).trim());
}

function fieldsFault(text: string): string | undefined {
  if (text.startsWith("@")) return descriptorFault(text);
  const parts = text.split(spaces).filter((part) => part !== "");
  if (parts.length !== fields.length) {
    return `expected exactly ${fields.length} fields, found ${parts.length}: [${parts.join(" ")}]`;
  }
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(",").filter((piece) => piece !== "")) {
      const fault = rangeFault(range, fields[index] as Field);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function descriptorFault(text: string): string | undefined {
  if (descriptors.has(text)) return undefined;
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const duration = parseGoDuration(text.slice(every.length));
  return typeof duration === "string" ? `failed to parse duration ${text}: ${duration}` : undefined;
}

function rangeFault(text: string, field: Field): string | undefined {
  const [range = "", step, extraStep] = text.split("/");
  const [first = "", last, extraEnd] = range.split("-");
  const isWildcard = first === "*" || first === "?";
  let start = field.low;
  let end = field.high;
  if (!isWildcard) {
    const parsed = numberOf(first, field.names);
    if (typeof parsed !== "number") return parsed.fault;
    if (extraEnd !== undefined) return `too many hyphens: ${text}`;
    const ending = last === undefined ? parsed : numberOf(last, field.names);
    if (typeof ending !== "number") return ending.fault;
    start = parsed;
    // With a step, a single number means from there on.
    end = last === undefined && step !== undefined ? field.high : ending;
  }
  if (extraStep !== undefined) return `too many slashes: ${text}`;
  const by = step === undefined ? 1 : numberOf(step, []);
  if (typeof by !== "number") return by.fault;
  if (start < field.low) return `beginning of range (${start}) below minimum (${field.low}): ${text}`;
  if (end > field.high) return `end of range (${end}) above maximum (${field.high}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return by === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

function numberOf(text: string, names: readonly string[]): Parsed {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  const value = parseGoInteger(text);
  if (typeof value !== "number") {
    return { fault: `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: ${value}` };
  }
  return value < 0 ? { fault: `negative number (${value}) not allowed: ${text}` } : value;
}
