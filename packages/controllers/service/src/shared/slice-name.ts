/** The maximum length of an object's name. */
const longestName = 253;

/** The generateName of the slices of a Service or Endpoints: the name and a dash, unless that is too long (ES-24). */
export function slicePrefix(name: string): string {
  return name.length < longestName ? `${name}-` : name;
}
