import { pathText } from "./decode-context.js";
import { type PathRange, pathRange } from "./path-range.js";

const maxDuplicates = 100;

/** The limit on path segments in the results, because deeply nested texts have long paths. */
const maxSegments = 3_000_000;

const noPaths: ReadonlySet<string> = new Set();

interface Container {
  /** For an object, the keys seen so far, and whether they are known to be duplicates. */
  readonly keys: Map<string, "once" | "twice"> | undefined;
  /** Whether it is within the value of an unknown field. */
  readonly skipped: boolean;
  /** The unknown paths that lead into it; undefined for none. */
  readonly into: PathRange | undefined;
  /** The current key or index. */
  position: string | number;
  /** The unknown paths that lead to or through the current position. */
  at: PathRange | undefined;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;

/**
 * The paths of duplicate fields in a JSON text, such as `spec.replicas`: what upstream's strict decoding reports as `duplicate
 * field "spec.replicas"`, each once, at most 100. JSON.parse silently takes the last one, so this parses the text itself. It
 * expects a text that JSON.parse accepts; for any other it reports what it can, and never throws.
 *
 * Paths in `unknown` are reported too, each at its first occurrence; duplicates below or of one of them are not reported: Go
 * skips the values of unknown fields.
 */
export function findDuplicateKeys(text: string, unknown: ReadonlySet<string> = noPaths): string[] {
  const found = new Set<string>();
  const everyPath = pathRange(unknown);
  const open: Container[] = [];
  let segments = 0;
  let expectsKey = false;
  const enter = (keys: Container["keys"]) => {
    const around = open.at(-1);
    const skipped = around !== undefined && (around.skipped || around.at?.isPath === true);
    const into = around === undefined ? everyPath : around.at;
    open.push({ keys, skipped, into, position: "", at: undefined });
    if (keys === undefined) move(0);
  };
  /** The next key or index in the innermost container. */
  const move = (position: string | number) => {
    const container = open.at(-1) as Container;
    container.position = position;
    if (container.into !== undefined) container.at = container.into.through(position);
  };
  const meet = (key: string, { keys, skipped, at }: Container) => {
    const seen = keys?.get(key);
    if (seen !== "twice") keys?.set(key, seen === undefined ? "once" : "twice");
    const isTold = seen === "once" || (seen === undefined && at?.isPath === true);
    if (skipped || !isTold) return;
    segments += open.length;
    found.add(pathText(open.map(positionOf)));
  };
  for (let at = 0; at < text.length && found.size < maxDuplicates && segments < maxSegments; at++) {
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
        if (typeof container?.position === "number") move(container.position + 1);
        expectsKey = container?.keys !== undefined;
        break;
      case quote: {
        const end = endOfString(text, at);
        if (expectsKey && container?.keys !== undefined) {
          const key = keyText(text.slice(at, end + 1));
          move(key);
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

/** The offset of the closing quote of the string that begins at `start`; the end of the text if it has none. */
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
