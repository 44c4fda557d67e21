import { createHash } from "node:crypto";
import { apiVersionOf } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import type { ApiRequest } from "../api-request.js";
import type { CurrentKinds, Group, KindTable } from "../catalogue/kind-table.js";
import type { RemoteService } from "../remote/remote-services.js";
import type { ServerContext } from "../server-context.js";
import { aggregatedContentType, aggregatedDiscovery, aggregatedForm, type DiscoveryForm } from "./aggregated.js";
import { apiGroup, apiGroupList, apiVersions } from "./api-groups.js";
import { apiResourceList } from "./api-resources.js";
import { withRemoteGroups } from "./remote-groups.js";

interface Document {
  readonly body: Buffer;
  /** The ETag of the JSON, for every requested form. */
  readonly etag: string;
}

/** Serves the discovery documents. */
export class Discovery {
  readonly #kinds: CurrentKinds;
  readonly #protobuf: ServerContext["protobuf"];
  readonly #remote: ServerContext["remoteServices"];
  #table: KindTable | undefined;
  /** The remote services of the cached documents. */
  #services: readonly RemoteService[] = [];
  readonly #aggregated = new Map<string, Document>();

  constructor({ kinds, protobuf, remoteServices }: Pick<ServerContext, "kinds" | "protobuf" | "remoteServices">) {
    this.#kinds = kinds;
    this.#remote = remoteServices;
    this.#protobuf = protobuf;
  }

  /**
   * The response for a discovery path, given its segments; undefined when it is no discovery path or nothing is served there.
   */
  async answer(request: ApiRequest, segments: readonly string[]): Promise<Answer | undefined> {
    const { table } = this.#kinds;
    const [prefix, group, version] = segments;
    if (prefix === "api") {
      if (segments.length === 1) return this.#core(request, table);
      return segments.length === 2 ? this.#resources(table, { group: "", version: group as string }) : undefined;
    }
    if (prefix !== "apis" || group === "") return undefined;
    switch (segments.length) {
      case 1:
        return this.#groups(request, table);
      case 2: {
        const found = this.#allGroups(table).find(({ name }) => name === group);
        return found === undefined ? undefined : { type: "value", code: 200, value: apiGroup(found) };
      }
      case 3:
        return this.#resources(table, { group: group as string, version: version as string });
      default:
        return undefined;
    }
  }

  async #core(request: ApiRequest, table: KindTable): Promise<Answer> {
    const form = aggregatedForm(request.exchange.header("accept"));
    const core = table.group("");
    if (form !== undefined)
      return this.#aggregate(request, { path: "/api", groups: core === undefined ? [] : [core], form });
    const address = request.exchange.header(":authority") ?? request.exchange.header("host") ?? "";
    return { type: "value", code: 200, value: apiVersions(core, address) };
  }

  async #groups(request: ApiRequest, table: KindTable): Promise<Answer> {
    const form = aggregatedForm(request.exchange.header("accept"));
    const groups = this.#allGroups(table).filter(({ name }) => name !== "");
    if (form !== undefined) return this.#aggregate(request, { path: "/apis", groups, form });
    return { type: "value", code: 200, value: apiGroupList(groups) };
  }

  #allGroups(table: KindTable): readonly Group[] {
    return withRemoteGroups(table.groups, this.#remote?.all() ?? []);
  }

  #resources(table: KindTable, wanted: { readonly group: string; readonly version: string }): Answer | undefined {
    const found = table.groupVersion(apiVersionOf(wanted));
    return found === undefined ? undefined : { type: "value", code: 200, value: apiResourceList(found) };
  }

  async #aggregate(
    request: ApiRequest,
    { path, groups, form }: { readonly path: string; readonly groups: readonly Group[]; readonly form: DiscoveryForm },
  ): Promise<Answer> {
    const { table } = this.#kinds;
    const services = this.#remote?.all() ?? this.#services;
    if (table !== this.#table || services !== this.#services) {
      this.#table = table;
      this.#services = services;
      this.#aggregated.clear();
    }
    const key = `${path} ${form.version}`;
    let document = this.#aggregated.get(key);
    if (document === undefined) {
      const body = Buffer.from(`${aggregatedDiscovery(groups, form.version, this.#remote)}\n`);
      document = { body, etag: `"${createHash("sha512").update(body).digest("hex").toUpperCase()}"` };
      this.#aggregated.set(key, document);
    }
    const headers = { etag: document.etag, vary: "Accept", "cache-control": "public" };
    if (request.exchange.header("if-none-match") === document.etag) {
      return { type: "bytes", code: 304, headers, body: Buffer.alloc(0) };
    }
    const inJson = form.mediaType === "application/json";
    const encoded = inJson ? undefined : (await this.#protobuf()).value(JSON.parse(document.body.toString()));
    return {
      type: "bytes",
      code: 200,
      headers: { ...headers, "content-type": aggregatedContentType(form) },
      body: encoded ?? document.body,
    };
  }
}
