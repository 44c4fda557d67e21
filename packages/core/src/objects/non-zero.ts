/** A count as upstream's encoding has it: 0 is left out, so it is `undefined` here; see `definedFields`. */
export function nonZero(count: number): number | undefined {
  return count === 0 ? undefined : count;
}
