/** What may stand between the slashes of a time zone's name (https://data.iana.org/time-zones/theory.html#naming). */
const component = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** Whether a text is made as the name of a time zone is, whether or not there is such a zone. */
export function isTimeZoneName(name: string): boolean {
  return name
    .split("/")
    .every((part) => part !== "." && part !== ".." && !part.startsWith("-") && component.test(part));
}

/**
 * What Go's time.LoadLocation says of a name: that there is no such time zone; `undefined` when there is one. The zones are
 * those of this JavaScript engine.
 */
export function timeZoneFault(name: string): string | undefined {
  if (name === "" || name === "UTC" || name === "Local") return undefined;
  if (name.split("/").includes("..") || name.startsWith("/") || name.startsWith("\\"))
    return "time: invalid location name";
  return isTimeZone(name) ? undefined : `unknown time zone ${name}`;
}

/**
 * Engines do not mind the case of a name, and know offsets such as `+01`, too; Go, which opens files, knows neither. The case
 * of a link to another zone cannot be asked for: each of its components begins with a capital.
 */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][^/]*(?:\/[A-Z][^/]*)*$/.test(name)) return false;
  const zone = zoneOf(name);
  return zone !== undefined && (zone === name || zone.toLowerCase() !== name.toLowerCase());
}

/** The zone that a name stands for, in the engine's spelling; `undefined` when there is none. */
function zoneOf(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
