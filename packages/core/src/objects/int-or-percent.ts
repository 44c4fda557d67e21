/**
 * A count, or a percentage of `total` rounded up or down (intstr.GetScaledValueFromIntOrPercent; DEP-51). Absent is 0.
 * Throws RangeError for a string that is not an integer followed by `%`.
 */
export function resolveIntOrPercent(
  value: number | string | null | undefined,
  total: number,
  roundUp: boolean,
): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number") return value;
  if (!value.endsWith("%")) {
    throw new RangeError(`invalid value for IntOrString: invalid type: string is not a percentage: "${value}"`);
  }
  const digits = value.slice(0, -1);
  if (!/^[+-]?[0-9]+$/.test(digits)) throw new RangeError(`invalid value for IntOrString: invalid value "${value}"`);
  const share = (Number(digits) * total) / 100;
  // `|| 0` turns the -0 of a rounded negative share into 0.
  return (roundUp ? Math.ceil(share) : Math.floor(share)) || 0;
}
