/** Whether a criterion of a rule is there: an empty list is as good as none. */
export function isFilled(list: unknown): list is readonly unknown[] {
  return Array.isArray(list) && list.length > 0;
}
