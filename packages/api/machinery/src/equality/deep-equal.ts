/**
 * Whether two JSON values are equal, as data: the order of fields is irrelevant, and null differs from absence, which
 * `strictlyEqual` of @engenho/core takes for the same, as Go's types do. A member that is undefined counts as absent. Shared
 * parts cost nothing.
 */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index++) if (!deepEqual(left[index], right[index])) return false;
    return true;
  }
  if (Array.isArray(right)) return false;
  return membersEqual(left as Members, right as Members);
}

type Members = Readonly<Record<string, unknown>>;

function membersEqual(left: Members, right: Members): boolean {
  let matched = 0;
  for (const key in left) {
    const value = left[key];
    if (value === undefined) continue;
    if (!Object.hasOwn(right, key) || !deepEqual(value, right[key])) return false;
    matched++;
  }
  for (const key in right) if (right[key] !== undefined) matched--;
  return matched === 0;
}
