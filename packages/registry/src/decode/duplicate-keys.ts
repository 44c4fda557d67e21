import { pathText } from "./decode-context.js";

const mostDuplicates = 100;

/** How many segments of paths are written before the rest is left unsaid: deep texts have long ones. */
const mostSegments = 3_000_000;

const noPaths: ReadonlySet<string> = new Set();

interface Container {
  /** The keys seen so far, for an object, and whether they stood there twice already. */
  readonly keys: Map<string, "once" | "twice"> | undefined;
  /** Whether it is in the value of an unknown field. */
  readonly skipped: boolean;
  /** The present key or index. */
  position: string | number;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;

/**
 * The paths of the fields that stand more than once in one object of a JSON text, such as `spec.replicas`: what
 * upstream's strict decoding reports as `duplicate field "spec.replicas"`, each once, at most 100. JSON.parse silently
 * takes the last, so this reads the text itself. It expects a text that JSON.parse accepts; of any other it reports what
 * it can make out, and never throws.
 *
 * Paths of `unknown` are reported too, each where it first stands; what stands in one of them, or stands twice itself, is
 * not reported besides: Go skips the values of fields that it does not know.
 */
export function findDuplicateKeys(text: string, unknown: ReadonlySet<string> = noPaths): string[] {
  const found = new Set<string>();
  const deepestUnknown = segmentsOf(unknown);
  const open: Container[] = [];
  let segments = 0;
  let expectsKey = false;
  const enter = (keys: Container["keys"]) => {
    const around = open.at(-1);
    const skipped =
      around?.skipped === true ||
      (around !== undefined && open.length <= deepestUnknown && unknown.has(pathText(open.map(positionOf))));
    open.push({ keys, skipped, position: keys === undefined ? 0 : "" });
  };
  const meet = (key: string, { keys, skipped }: Container) => {
    const seen = keys?.get(key);
    if (seen !== "twice") keys?.set(key, seen === undefined ? "once" : "twice");
    if (skipped || (seen !== "once" && open.length > deepestUnknown)) return;
    segments += open.length;
    const path = pathText(open.map(positionOf));
    if (seen === "once" || unknown.has(path)) found.add(path);
  };
  for (let at = 0; at < text.length && found.size < mostDuplicates && segments < mostSegments; at++) {
    const container = open.at(-1);
    switch (text.charCodeAt(at)) {
      case openBrace:
        enter(new Map());
        expectsKey = true;
        break;
      case openBracket:
        enter(undefined);
        expectsKey = false;
        break;
      case closeBrace:
      case closeBracket:
        open.pop();
        expectsKey = false;
        break;
      case comma:
        if (typeof container?.position === "number") container.position++;
        expectsKey = container?.keys !== undefined;
        break;
      case quote: {
        const end = endOfString(text, at);
        if (expectsKey && container?.keys !== undefined) {
          const key = keyText(text.slice(at, end + 1));
          container.position = key;
          meet(key, container);
          expectsKey = false;
        }
        at = end;
        break;
      }
    }
  }
  return [...found];
}

function positionOf({ position }: Container): string | number {
  return position;
}

/** How many segments the longest of some paths has at most. */
function segmentsOf(paths: ReadonlySet<string>): number {
  let most = 0;
  for (const path of paths) most = Math.max(most, path.split(/[.[]/).length);
  return most;
}

/** Where the string that begins at `start` has its closing quote; the end of the text when it has none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}

function keyText(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
