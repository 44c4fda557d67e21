import type { Commit, GroupKind, ObjectTable } from "@engenho/storage";

/** The changes of a kind's objects between two states, one commit each. */
export function differences(kind: GroupKind, before: ObjectTable, after: ObjectTable): readonly Commit[] {
  const commits: Commit[] = [];
  const keyOf = (namespace: string | undefined, name: string) => ({ ...kind, namespace: namespace ?? "", name });
  for (const previous of before.select({})) {
    const { namespace = "", name } = previous.metadata;
    const object = after.get(namespace, name);
    const key = keyOf(namespace, name);
    if (object === undefined) commits.push({ type: "delete", key, object: previous, previous });
    else if (object !== previous) commits.push({ type: "update", key, object, previous });
  }
  for (const object of after.select({})) {
    const { namespace = "", name } = object.metadata;
    if (before.get(namespace, name) === undefined)
      commits.push({ type: "create", key: keyOf(namespace, name), object });
  }
  return commits;
}
