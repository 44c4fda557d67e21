import { pathText } from "./decode-context.js";

const mostDuplicates = 100;

const noPaths: ReadonlySet<string> = new Set();

interface Container {
  /** The keys seen so far, for an object. */
  readonly keys: Set<string> | undefined;
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
  const open: Container[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length && found.size < mostDuplicates; at++) {
    const container = open.at(-1);
    switch (text.charCodeAt(at)) {
      case openBrace:
        open.push({ keys: new Set(), position: "" });
        expectsKey = true;
        break;
      case openBracket:
        open.push({ keys: undefined, position: 0 });
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
          container.position = keyText(text.slice(at, end + 1));
          if (container.keys.has(container.position) || unknown.size > 0) {
            const path = pathText(open.map(({ position }) => position));
            if (unknown.has(path) || (container.keys.has(container.position) && !isBelow(path, unknown)))
              found.add(path);
          }
          container.keys.add(container.position);
          expectsKey = false;
        }
        at = end;
        break;
      }
    }
  }
  return [...found];
}

function isBelow(path: string, ancestors: ReadonlySet<string>): boolean {
  for (const ancestor of ancestors) {
    if (path.startsWith(ancestor) && (path[ancestor.length] === "." || path[ancestor.length] === "[")) return true;
  }
  return false;
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
