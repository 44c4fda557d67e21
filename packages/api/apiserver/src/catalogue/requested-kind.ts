import type { KindDefinition } from "@engenho/kinds";
import type { RequestInfo } from "../request-info.js";
import type { KindTable } from "./kind-table.js";

interface Found {
  readonly isVersionServed: boolean;
  readonly definition: KindDefinition | undefined;
}

const nothing: Found = { isVersionServed: false, definition: undefined };

/** The kind that the path of one request names: looked up when it is first asked for, and handed on from there. */
export class RequestedKind {
  readonly #info: RequestInfo;
  readonly #table: () => KindTable;
  #found: Found | undefined;

  constructor(info: RequestInfo, table: () => KindTable) {
    this.#info = info;
    this.#table = table;
  }

  /** Undefined where nothing of that name is served, and for a path that names no resource. */
  get definition(): KindDefinition | undefined {
    return this.#find().definition;
  }

  /** Whether the group version of the path is served. */
  get isVersionServed(): boolean {
    return this.#find().isVersionServed;
  }

  #find(): Found {
    this.#found ??= this.#lookUp();
    return this.#found;
  }

  #lookUp(): Found {
    const { isResource, group, version, resource } = this.#info;
    const kinds = isResource ? this.#table().atPath(group, version) : undefined;
    return kinds === undefined ? nothing : { isVersionServed: true, definition: kinds.get(resource) };
  }
}
