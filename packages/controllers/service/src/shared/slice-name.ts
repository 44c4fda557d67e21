/** The longest name that an object may have. */
const longestName = 253;

/** The generateName of the slices of a Service or Endpoints: the name and a dash, if that is not too long (ES-24). */
export function slicePrefix(name: string): string {
  return name.length < longestName ? `${name}-` : name;
}
