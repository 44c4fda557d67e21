/** Whether a criterion of a rule is set: an empty list counts as absent. */
export function isFilled(list: unknown): list is readonly unknown[] {
  return Array.isArray(list) && list.length > 0;
}
