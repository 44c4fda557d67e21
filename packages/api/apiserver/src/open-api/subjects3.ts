import type { GroupVersion, KindTable } from "../catalogue/kind-table.js";
import { rootPath } from "./definitions.js";
import { groupPath, rootPaths, type TaggedPath } from "./root-paths.js";

/** A discovery path that has an OpenAPI v3 document of its own. */
export interface DiscoverySubject {
  /** `/apis/apps/`. */
  readonly path: string;
  readonly place: TaggedPath;
}

/** The topic of an OpenAPI v3 document. */
export type Subject3 = GroupVersion | DiscoverySubject;

/**
 * The topics with a document below `/openapi/v3/`, by name in alphabetical order: `api`, `api/v1`, `apis`, `apis/apps`,
 * `apis/apps/v1`, `version`. A group with only custom resources has no document; its versions do. `served`: the additional routes.
 */
export function subjectsOf(table: KindTable, served: ReadonlySet<string>): ReadonlyMap<string, Subject3> {
  const subjects: [name: string, subject: Subject3][] = [];
  const addPath = (place: TaggedPath) => {
    const { path } = place.item;
    subjects.push([path.slice(1, -1), { path, place }]);
  };
  for (const place of rootPaths(served)) addPath(place);
  for (const group of table.groups) {
    const isBuiltIn = group.versions.some(({ kinds }) => kinds.some(({ schemaName }) => schemaName !== undefined));
    const place = isBuiltIn ? groupPath(group) : undefined;
    if (place !== undefined) addPath(place);
    for (const version of group.versions) subjects.push([rootPath(version).slice(1), version]);
  }
  return new Map(subjects.sort(([left], [right]) => (left < right ? -1 : 1)));
}
