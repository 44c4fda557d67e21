interface Field {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

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

/** What is wrong with a schedule of five cron fields or a descriptor such as `@hourly`; `undefined` when nothing is. */
export function scheduleFault(schedule: string): string | undefined {
  const text = schedule.replace(/^(?:CRON_)?TZ=\S+\s*/, "").trim();
  if (text.startsWith("@")) return descriptorFault(text);
  const parts = text.split(/\s+/).filter((part) => part !== "");
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
  if (!text.startsWith("@every ")) return `unrecognized descriptor: ${text}`;
  const duration = text.slice("@every ".length);
  return /^(?:[0-9]+(?:\.[0-9]*)?(?:ns|us|µs|ms|s|m|h))+$/.test(duration)
    ? undefined
    : `failed to parse duration ${text}: time: invalid duration "${duration}"`;
}

function rangeFault(text: string, field: Field): string | undefined {
  const [range = "", step, extraStep] = text.split("/");
  const [first = "", last, extraEnd] = range.split("-");
  if (extraEnd !== undefined) return `too many hyphens: ${text}`;
  if (extraStep !== undefined) return `too many slashes: ${text}`;
  const wildcard = first === "*" || first === "?";
  const start = wildcard ? field.low : numberOf(first, field);
  const end = wildcard ? field.high : last === undefined ? start : numberOf(last, field);
  for (const [value, source] of [
    [start, first],
    [end, last ?? first],
  ] as const) {
    if (value === undefined)
      return `failed to parse int from ${source}: strconv.Atoi: parsing "${source}": invalid syntax`;
  }
  if ((start as number) < field.low) return `beginning of range (${start}) below minimum (${field.low}): ${text}`;
  if ((end as number) > field.high) return `end of range (${end}) above maximum (${field.high}): ${text}`;
  if ((start as number) > (end as number)) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  if (step === undefined) return undefined;
  if (!/^[0-9]+$/.test(step))
    return `failed to parse int from ${step}: strconv.Atoi: parsing "${step}": invalid syntax`;
  return Number(step) === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

function numberOf(text: string, field: Field): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text);
  const index = text === "" ? -1 : field.names.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index;
}
