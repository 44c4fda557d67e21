/** An identifier in an expression: outside of strings and comments. */
interface Identifier {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Whether an expression speaks of `name`, such as `oldSelf`. */
export function mentions(source: string, name: string): boolean {
  return identifiers(source).some((found) => found.text === name);
}

/**
 * The expression with its calls of some functions renamed. The library cannot replace a function of its own under its
 * name, and its `matches` runs on JavaScript's regular expressions, on which a hostile pattern takes exponential time.
 */
export function renameCalls(source: string, names: ReadonlyMap<string, string>): string {
  const calls = identifiers(source).filter(({ text, end }) => names.has(text) && /^\s*\(/.test(source.slice(end)));
  return calls.reduceRight(
    (renamed, { text, start, end }) => renamed.slice(0, start) + names.get(text) + renamed.slice(end),
    source,
  );
}

function identifiers(source: string): readonly Identifier[] {
  const found: Identifier[] = [];
  let at = 0;
  while (at < source.length) {
    const skipped = skipText(source, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    identifier.lastIndex = at;
    const match = identifier.exec(source);
    if (match === null) {
      at++;
      continue;
    }
    found.push({ text: match[0], start: at, end: at + match[0].length });
    at += match[0].length;
  }
  return found;
}

/** The end of the string or comment that begins here; `at` itself when none does. */
function skipText(source: string, at: number): number {
  if (source.startsWith("//", at)) {
    const end = source.indexOf("\n", at);
    return end < 0 ? source.length : end;
  }
  const opening = /^(?:[bB]?[rR]|[rR]?[bB])?("""|'''|"|')/.exec(source.slice(at, at + 5));
  const quote = opening?.[1];
  if (opening === null || quote === undefined) return at;
  const raw = /[rR]/.test(opening[0].slice(0, -quote.length));
  let end = at + opening[0].length;
  while (end < source.length && !source.startsWith(quote, end)) end += source[end] === "\\" && !raw ? 2 : 1;
  return Math.min(end + quote.length, source.length);
}
