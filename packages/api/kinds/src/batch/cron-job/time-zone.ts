/** The valid components of a time zone's name (https://data.iana.org/time-zones/theory.html#naming). */
const component = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** Whether a text has the form of a time zone's name, whether or not it exists. */
export function isTimeZoneName(name: string): boolean {
  return name
    .split("/")
    .every((part) => part !== "." && part !== ".." && !part.startsWith("-") && component.test(part));
}

/**
 * The error of Go's time.LoadLocation for an unknown time zone; `undefined` if it exists. The zones are those of this
 * JavaScript engine.
 */
export function timeZoneFault(name: string): string | undefined {
  if (name === "" || name === "UTC" || name === "Local") return undefined;
  if (name.split("/").includes("..") || name.startsWith("/") || name.startsWith("\\"))
    return "time: invalid location name";
  return isTimeZone(name) ? undefined : `unknown time zone ${name}`;
}

/**
 * Engines ignore the case of a name, and accept offsets such as `+01`; Go, which opens files, does neither. The case of links
 * to other zones cannot be determined, so each component must be capitalised.
 */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][^/]*(?:\/[A-Z][^/]*)*$/.test(name)) return false;
  const zone = zoneOf(name);
  return zone !== undefined && (zone === name || zone.toLowerCase() !== name.toLowerCase());
}

/** The zone for a name, in the engine's spelling; `undefined` if there is none. */
function zoneOf(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
