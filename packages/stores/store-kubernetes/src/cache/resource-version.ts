/** Resource versions as KEP-5504 defines their comparison: decimal numbers of any size, within one resource. */
const decimal = /^[1-9][0-9]*$/;

/**
 * Compares two versions: positive if the left one is later, negative if the right one is; undefined if they cannot be
 * compared.
 */
export function compareVersions(left: string, right: string): number | undefined {
  if (left === right) return 0;
  if (!decimal.test(left) || !decimal.test(right)) return undefined;
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : 1;
}

/** Whether `left` is known to be later than `right`. */
export function isLater(left: string, right: string): boolean {
  return (compareVersions(left, right) ?? 0) > 0;
}
