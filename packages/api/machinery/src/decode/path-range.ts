/**
 * The paths of a sorted list with a common prefix, narrowed segment by segment during a traversal: the cost per step is
 * independent of the depth.
 */
export class PathRange {
  readonly #sorted: readonly string[];
  readonly #start: number;
  readonly #end: number;
  /** The length of the prefix. */
  readonly #length: number;

  constructor(sorted: readonly string[], [start, end]: readonly [start: number, end: number], length: number) {
    this.#sorted = sorted;
    this.#start = start;
    this.#end = end;
    this.#length = length;
  }

  /** Whether the prefix itself is one of the paths. */
  get isPath(): boolean {
    return this.#sorted[this.#start]?.length === this.#length;
  }

  /** The paths that continue with a key or an index, in the notation of `pathText`; undefined for none. */
  through(segment: string | number): PathRange | undefined {
    const text = typeof segment === "number" ? `[${segment}]` : this.#length === 0 ? segment : `.${segment}`;
    const restOf = (index: number) => {
      const path = this.#sorted[index] as string;
      return path.slice(this.#length, this.#length + text.length);
    };
    // They are equal up to here, so that the rest is sorted too.
    const start = firstOf(this.#start, this.#end, (index) => restOf(index) >= text);
    const end = firstOf(start, this.#end, (index) => restOf(index) > text);
    return start === end ? undefined : new PathRange(this.#sorted, [start, end], this.#length + text.length);
  }
}

/** The first index for which a monotonic predicate holds; `end` for none. */
function firstOf(start: number, end: number, holds: (index: number) => boolean): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The range of all paths; undefined for none. */
export function pathRange(paths: ReadonlySet<string>): PathRange | undefined {
  return paths.size === 0 ? undefined : new PathRange([...paths].sort(), [0, paths.size], 0);
}
