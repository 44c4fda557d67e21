/** A count with upstream's `omitempty`: `undefined` for 0, so that {@link definedFields} leaves the field out. */
export function nonZero(count: number): number | undefined {
  return count === 0 ? undefined : count;
}
