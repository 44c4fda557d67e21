import type { KindDefinition } from "@engenho/registry";
import type { RequestInfo } from "../request-info.js";
import type { KindTable } from "./kind-table.js";

interface Found {
  readonly isVersionServed: boolean;
  readonly definition: KindDefinition | undefined;
}

const nothing: Found = { isVersionServed: false, definition: undefined };

/** The kind for a request's path: looked up on first use, and then passed along with the request. */
export class RequestedKind {
  readonly #info: RequestInfo;
  readonly #table: () => KindTable;
  #found: Found | undefined;

  constructor(info: RequestInfo, table: () => KindTable) {
    this.#info = info;
    this.#table = table;
  }

  /** Undefined for resources that are not served, and for non-resource paths. */
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
