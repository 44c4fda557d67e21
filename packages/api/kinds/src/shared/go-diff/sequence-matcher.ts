/** A block of equal items in two lists: `size` items starting at `left` and at `right`. */
interface Match {
  readonly left: number;
  readonly right: number;
  readonly size: number;
}

/** How a block of one list became one of the other. */
export interface Edit {
  readonly type: "equal" | "replace" | "delete" | "insert";
  readonly left: readonly [start: number, end: number];
  readonly right: readonly [start: number, end: number];
}

/**
 * The edits from `left` to `right`, as Python's difflib and its Go port compute them: the longest common block, then
 * recursively on both sides of it. In lists of 200 items and more, items that make up more than a hundredth of `right` start no
 * block.
 */
export function editsOf(left: readonly string[], right: readonly string[]): readonly Edit[] {
  const matches = matchesOf(left, right);
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  for (const { left: start, right: other, size } of [...matches, { left: left.length, right: right.length, size: 0 }]) {
    if (i < start || j < other) {
      const type = i < start && j < other ? "replace" : i < start ? "delete" : "insert";
      edits.push({ type, left: [i, start], right: [j, other] });
    }
    [i, j] = [start + size, other + size];
    if (size > 0) edits.push({ type: "equal", left: [start, i], right: [other, j] });
  }
  return edits;
}

interface Range {
  readonly fromLeft: number;
  readonly toLeft: number;
  readonly fromRight: number;
  readonly toRight: number;
}

function matchesOf(left: readonly string[], right: readonly string[]): readonly Match[] {
  const places = placesOf(right);
  const found: Match[] = [];
  const pending: Range[] = [{ fromLeft: 0, toLeft: left.length, fromRight: 0, toRight: right.length }];
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const match = longestMatch(left, right, { places, range });
    if (match.size === 0) continue;
    found.push(match);
    const { fromLeft, toLeft, fromRight, toRight } = range;
    if (fromLeft < match.left && fromRight < match.right) {
      pending.push({ fromLeft, toLeft: match.left, fromRight, toRight: match.right });
    }
    const [endLeft, endRight] = [match.left + match.size, match.right + match.size];
    if (endLeft < toLeft && endRight < toRight) {
      pending.push({ fromLeft: endLeft, toLeft, fromRight: endRight, toRight });
    }
  }
  found.sort((one, other) => one.left - other.left);
  return joined(found);
}

/** The positions of each item in a list, without popular items. */
function placesOf(list: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, item] of list.entries()) {
    const known = places.get(item);
    if (known === undefined) places.set(item, [index]);
    else known.push(index);
  }
  if (list.length < 200) return places;
  const most = Math.floor(list.length / 100) + 1;
  for (const [item, indexes] of places) if (indexes.length > most) places.delete(item);
  return places;
}

function longestMatch(
  left: readonly string[],
  right: readonly string[],
  { places, range }: { readonly places: ReadonlyMap<string, readonly number[]>; readonly range: Range },
): Match {
  const { fromLeft, toLeft, fromRight, toRight } = range;
  let [start, other, size] = [fromLeft, fromRight, 0];
  /** For an end position in `right`, the length of the block that ends there and at the previous item of `left`. */
  let lengths = new Map<number, number>();
  for (let i = fromLeft; i < toLeft; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(left[i] as string) ?? []) {
      if (j < fromRight) continue;
      if (j >= toRight) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [start, other, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  // Popular items start no block, but extend one.
  while (start > fromLeft && other > fromRight && left[start - 1] === right[other - 1]) {
    [start, other, size] = [start - 1, other - 1, size + 1];
  }
  while (start + size < toLeft && other + size < toRight && left[start + size] === right[other + size]) size++;
  return { left: start, right: other, size };
}

/** Merges adjacent blocks. */
function joined(matches: readonly Match[]): readonly Match[] {
  const result: Match[] = [];
  for (const match of matches) {
    const last = result.at(-1);
    if (last !== undefined && last.left + last.size === match.left && last.right + last.size === match.right) {
      result[result.length - 1] = { ...last, size: last.size + match.size };
    } else result.push(match);
  }
  return result;
}
