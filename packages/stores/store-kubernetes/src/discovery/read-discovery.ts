import { StoreError } from "@engenho/core";
import type { ApiClient } from "../http/api-client.js";
import { aggregatedAccept, type DocumentKinds, kindsOfDocument } from "./aggregated-document.js";
import type { DiscoveredKind } from "./served-kind.js";

/** The fields of APIVersions, APIGroupList and APIResourceList that are read. */
interface LegacyVersions {
  readonly versions?: readonly string[];
}
interface LegacyGroups {
  readonly groups?: readonly {
    readonly name: string;
    readonly preferredVersion?: { readonly groupVersion: string };
    readonly versions?: readonly { readonly groupVersion: string }[];
  }[];
}
interface LegacyResources {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced?: boolean;
    readonly verbs?: readonly string[];
  }[];
}

/** The kinds of one of the two discovery roots. */
type RootKinds = DocumentKinds;

/**
 * Reads the kinds of a server, by aggregated discovery if it is supported. Unchanged documents are not transferred
 * again. Groups that cannot be read are `stale`. Throws StoreError.
 */
export class DiscoveryReader {
  readonly #client: ApiClient;
  readonly #known = new Map<string, { readonly etag: string; readonly kinds: RootKinds }>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async read(): Promise<DocumentKinds> {
    const [core, groups] = await Promise.all([this.#readRoot("/api"), this.#readRoot("/apis")]);
    return { kinds: [...core.kinds, ...groups.kinds], stale: [...core.stale, ...groups.stale] };
  }

  async #readRoot(path: "/api" | "/apis"): Promise<RootKinds> {
    const known = this.#known.get(path);
    const answer = await this.#client.request({
      method: "GET",
      path,
      accept: aggregatedAccept,
      ...(known === undefined ? {} : { headers: { "if-none-match": known.etag } }),
      accepts: [304],
    });
    if (answer.status === 304 && known !== undefined) return known.kinds;
    const kinds = kindsOfDocument(answer.value);
    if (kinds === undefined) return path === "/api" ? this.#legacyCore(answer.value) : this.#legacyGroups(answer.value);
    const { etag } = answer.headers;
    if (etag === undefined) this.#known.delete(path);
    else this.#known.set(path, { etag, kinds });
    return kinds;
  }

  async #legacyCore(value: unknown): Promise<RootKinds> {
    return this.#legacyVersions((value as LegacyVersions | undefined)?.versions ?? [], "");
  }

  async #legacyGroups(value: unknown): Promise<RootKinds> {
    const groups = (value as LegacyGroups | undefined)?.groups ?? [];
    const read = await Promise.all(
      groups.map(({ name, preferredVersion, versions = [] }) => {
        const all = versions.map(({ groupVersion }) => groupVersion);
        const preferred = preferredVersion?.groupVersion;
        const ordered = preferred === undefined ? all : [preferred, ...all.filter((each) => each !== preferred)];
        return this.#legacyVersions(ordered, name);
      }),
    );
    return { kinds: read.flatMap(({ kinds }) => kinds), stale: read.flatMap(({ stale }) => stale) };
  }

  async #legacyVersions(apiVersions: readonly string[], group: string): Promise<RootKinds> {
    const stale: string[] = [];
    const read = await Promise.all(
      apiVersions.map(async (apiVersion): Promise<readonly DiscoveredKind[]> => {
        try {
          const root = group === "" ? "/api" : "/apis";
          const { value } = await this.#client.request({ method: "GET", path: `${root}/${apiVersion}` });
          return ((value as LegacyResources | undefined)?.resources ?? [])
            .filter(({ name }) => !name.includes("/"))
            .map(({ name, kind, namespaced = false, verbs = [] }) => ({
              apiVersion,
              group,
              kind,
              plural: name,
              namespaced,
              verbs,
            }));
        } catch (error) {
          // An aggregated server that is down must not hide the other groups (discovery.ErrGroupDiscoveryFailed).
          if (!(error instanceof StoreError) || error.code === "Closed") throw error;
          stale.push(apiVersion);
          return [];
        }
      }),
    );
    return { kinds: read.flat(), stale };
  }
}
