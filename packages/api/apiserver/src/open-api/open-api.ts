import { createHash } from "node:crypto";
import type { Answer } from "../answer/answer.js";
import type { ApiRequest } from "../api-request.js";
import { clauseCovers, parseAccept } from "../http/accept.js";
import { acceptsGzip } from "../http/compress.js";
import type { ResponseHeaders } from "../http/exchange.js";
import type { ApiServerOptions } from "../options.js";
import type { ServerContext } from "../server-context.js";
import type { Documents, OpenApiDocument } from "./documents.js";

type Descriptions = NonNullable<ApiServerOptions["descriptions"]>;

const protobuf2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const protobuf2Deprecated = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
const yearMs = 365 * 24 * 60 * 60 * 1000;

/** `/openapi/v2` and `/openapi/v3`: documents are composed on first request, and again after their kinds have changed. */
export class OpenApi {
  readonly #context: ServerContext;
  readonly #descriptions: Descriptions | undefined;
  readonly #served: ReadonlySet<string>;
  #documents: Promise<Documents> | undefined;

  /** Without descriptions nothing is served. `served`: the paths of additional routes, some of which are documented. */
  constructor(context: ServerContext, descriptions: Descriptions | undefined, served: ReadonlySet<string>) {
    this.#context = context;
    this.#descriptions = descriptions;
    this.#served = served;
  }

  /** The paths that `GET /` lists. */
  get paths(): readonly string[] {
    return this.#descriptions === undefined ? [] : ["/openapi/v2", "/openapi/v3"];
  }

  /** Undefined when nothing is served there. */
  async answer(request: ApiRequest, segments: readonly string[]): Promise<Answer | undefined> {
    if (this.#descriptions === undefined) return undefined;
    if (segments[1] === "v2" && segments.length === 2) return this.#version2(request);
    if (segments[1] !== "v3") return undefined;
    if (segments.length === 2) return this.#index(request);
    return this.#version3(request, segments.slice(2).join("/"));
  }

  async #index(request: ApiRequest): Promise<Answer> {
    const documents = await this.#load();
    const paths: Record<string, object> = {};
    for (const [name, subject] of documents.subjects3(this.#context.kinds.table)) {
      const { etag } = await documents.version3(subject);
      paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${etag}` };
    }
    const { remoteServices } = this.#context;
    for (const { name, group, version } of remoteServices?.all() ?? []) {
      const url = remoteServices?.published(name)?.v3;
      if (url !== undefined) paths[`apis/${group}/${version}`] = { serverRelativeURL: url };
    }
    const body = Buffer.from(JSON.stringify({ paths }));
    const etag = createHash("sha512").update(body).digest("hex").toUpperCase();
    const headers = { "cache-control": "public", etag: `"${etag}"`, "content-type": "application/json" };
    return unchanged(request, etag) ?? { type: "bytes", code: 200, headers, body };
  }

  async #version3(request: ApiRequest, name: string): Promise<Answer | undefined> {
    const documents = await this.#load();
    const subject = documents.subjects3(this.#context.kinds.table).get(name);
    if (subject === undefined) return undefined;
    if (!accepts(request, ["application/json"])) return notAcceptable;
    const document = await documents.version3(subject);
    const hash = request.query.get("hash");
    const headers = { "content-type": "application/json", vary: "Accept" };
    if (hash === null || hash === "") return documentAnswer(request, document, headers);
    if (hash !== document.etag) {
      const location = `/openapi/v3/${name}?hash=${document.etag}`;
      return { type: "bytes", code: 301, headers: { location }, body: Buffer.alloc(0) };
    }
    return documentAnswer(request, document, {
      ...headers,
      "cache-control": "public, immutable",
      expires: new Date(this.#context.clock.now() + yearMs).toUTCString(),
    });
  }

  async #version2(request: ApiRequest): Promise<Answer> {
    const mediaType = accepts(request, ["application/json", protobuf2Deprecated, protobuf2]);
    if (mediaType === undefined) return notAcceptable;
    const form = mediaType === "application/json" ? "json" : "protobuf";
    const remote = this.#context.remoteServices?.documents() ?? [];
    const document = await (await this.#load()).version2(this.#context.kinds.table, form, remote);
    const headers = { "content-type": form === "json" ? mediaType : protobuf2, vary: "Accept" };
    return documentAnswer(request, document, headers);
  }

  #load(): Promise<Documents> {
    this.#documents ??= this.#loadOnce();
    return this.#documents;
  }

  async #loadOnce(): Promise<Documents> {
    const [{ Documents: Loaded }, describe = () => undefined] = await Promise.all([
      import("./documents.js"),
      this.#descriptions?.(),
    ]);
    // Loading these modules took some milliseconds, so rendering starts in a turn of its own.
    await this.#context.clock.turn();
    return new Loaded(this.#context, describe, this.#served);
  }
}

const notAcceptable: Answer = { type: "bytes", code: 406, headers: {}, body: Buffer.alloc(0) };

/** Sent compressed to every client that accepts gzip, because it is stored that way. */
function documentAnswer(request: ApiRequest, { parts, etag }: OpenApiDocument, headers: ResponseHeaders): Answer {
  const known = unchanged(request, etag);
  if (known !== undefined) return known;
  return {
    type: "parts",
    code: 200,
    headers: { "cache-control": "public", etag: `"${etag}"`, ...headers },
    parts,
    compressed: acceptsGzip(request.exchange),
  };
}

/** 304 for a client that has the current document. */
function unchanged(request: ApiRequest, etag: string): Answer | undefined {
  const quoted = `"${etag}"`;
  if (request.exchange.header("if-none-match") !== quoted) return undefined;
  return { type: "bytes", code: 304, headers: { etag: quoted }, body: Buffer.alloc(0) };
}

/** Which of the media types the client prefers; undefined when it accepts none. */
function accepts(request: ApiRequest, mediaTypes: readonly string[]): string | undefined {
  const accept = request.exchange.header("accept") ?? "*/*";
  for (const clause of parseAccept(accept === "" ? "*/*" : accept)) {
    const found = mediaTypes.find((mediaType) => clauseCovers(clause, mediaType));
    if (found !== undefined) return found;
  }
  return undefined;
}
