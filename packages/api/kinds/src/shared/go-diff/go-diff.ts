import { goJson } from "@engenho/machinery";
import { type Edit, editsOf } from "./sequence-matcher.js";

const contextLines = 3;
/** Above this many lines comparing all of them would take too long; the difference is then shown as one block. */
const maxLines = 4000;

/**
 * Upstream's rendering of a difference between two Go structs (apimachinery's diff.Diff of 1.34): a unified diff, with three
 * lines of context, of their indented JSON. The values are those of `goStructValue`.
 */
export function goDiff(before: unknown, after: unknown): string {
  const [left, right] = [linesOf(before), linesOf(after)];
  const edits = left.length + right.length > 2 * maxLines ? coarseEdits(left, right) : editsOf(left, right);
  let text = "";
  for (const group of hunks(edits)) {
    const [first, last] = [group[0] as Edit, group.at(-1) as Edit];
    text += `@@ -${rangeText(first.left[0], last.left[1])} +${rangeText(first.right[0], last.right[1])} @@\n`;
    for (const { type, left: ours, right: theirs } of group) {
      if (type === "equal") text += prefixed(" ", left.slice(...ours));
      else text += prefixed("-", left.slice(...ours)) + prefixed("+", right.slice(...theirs));
    }
  }
  return text;
}

function linesOf(value: unknown): readonly string[] {
  // JSON.stringify indents as Go's MarshalIndent does; characters that only Go escapes are escaped in each string.
  return goJson(value, 1).split("\n");
}

function prefixed(prefix: string, lines: readonly string[]): string {
  return lines.map((line) => `${prefix}${line}\n`).join("");
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}

/** The edits in hunks, each with at most three unchanged lines at its ends. */
function hunks(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const groups: Edit[][] = [];
  let group: Edit[] = [];
  for (const [index, edit] of edits.entries()) {
    if (edit.type !== "equal") {
      group.push(edit);
      continue;
    }
    const [i1, i2] = edit.left;
    const [j1, j2] = edit.right;
    const isFirst = index === 0;
    const isLast = index === edits.length - 1;
    const kept = Math.min(contextLines, i2 - i1);
    const head: Edit = { type: "equal", left: [i1, i1 + kept], right: [j1, j1 + kept] };
    const tail: Edit = { type: "equal", left: [i2 - kept, i2], right: [j2 - kept, j2] };
    if (isFirst) group.push(tail);
    else if (isLast) group.push(head);
    else if (i2 - i1 > 2 * contextLines) {
      groups.push([...group, head]);
      group = [tail];
    } else group.push(edit);
  }
  if (group.some(({ type }) => type !== "equal")) groups.push(group);
  return groups;
}

function coarseEdits(left: readonly string[], right: readonly string[]): readonly Edit[] {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const [endLeft, endRight] = [left.length - tail, right.length - tail];
  return [
    { type: "equal", left: [0, head], right: [0, head] },
    { type: "replace", left: [head, endLeft], right: [head, endRight] },
    { type: "equal", left: [endLeft, left.length], right: [endRight, right.length] },
  ];
}
