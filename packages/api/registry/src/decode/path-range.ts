/**
 * Those of some paths that begin with a path, found segment by segment while a text is walked through: what a step costs does
 * not depend on how deep it is.
 */
export class PathRange {
  readonly #sorted: readonly string[];
  readonly #start: number;
  readonly #end: number;
  /** Of the path that they begin with. */
  readonly #length: number;

  constructor(sorted: readonly string[], [start, end]: readonly [start: number, end: number], length: number) {
    this.#sorted = sorted;
    this.#start = start;
    this.#end = end;
    this.#length = length;
  }

  /** Whether the path itself is among them. */
  get isPath(): boolean {
    return this.#sorted[this.#start]?.length === this.#length;
  }

  /** Those that go on with a key or an index, as `pathText` writes them; undefined for none. */
  through(segment: string | number): PathRange | undefined {
    const text = typeof segment === "number" ? `[${segment}]` : this.#length === 0 ? segment : `.${segment}`;
    const restOf = (index: number) => {
      const path = this.#sorted[index] as string;
      return path.slice(this.#length, this.#length + text.length);
    };
    // All of them are alike so far, so that what follows is in order too.
    const start = firstOf(this.#start, this.#end, (index) => restOf(index) >= text);
    const end = firstOf(start, this.#end, (index) => restOf(index) > text);
    return start === end ? undefined : new PathRange(this.#sorted, [start, end], this.#length + text.length);
  }
}

/** The first index of which something holds that holds of all behind it; `end` for none. */
function firstOf(start: number, end: number, holds: (index: number) => boolean): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** All of some paths; undefined for none. */
export function pathRange(paths: ReadonlySet<string>): PathRange | undefined {
  return paths.size === 0 ? undefined : new PathRange([...paths].sort(), [0, paths.size], 0);
}
