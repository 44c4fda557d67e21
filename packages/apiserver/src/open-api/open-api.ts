import { createHash } from "node:crypto";
import type { Answer } from "../answer.js";
import type { ApiRequest } from "../api-request.js";
import type { GroupVersion, KindTable } from "../catalogue/kind-table.js";
import { clauseCovers, parseAccept } from "../http/accept.js";
import type { ServerContext } from "../server-context.js";
import type { Describe } from "./definitions.js";
import type { OpenApi2 } from "./v2.js";

const protobuf2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const protobuf2Deprecated = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
const yearMs = 365 * 24 * 60 * 60 * 1000;

interface Document {
  readonly body: Buffer;
  readonly etag: string;
}

interface KnownVersion {
  readonly kinds: GroupVersion["kinds"];
  readonly document: Document;
}

/** `/openapi/v2` and `/openapi/v3`: documents are made when they are first asked for, and again when their kinds change. */
export class OpenApi {
  readonly #context: ServerContext;
  readonly #versions = new Map<string, KnownVersion>();
  #table: KindTable | undefined;
  #document2: OpenApi2 | undefined;
  readonly #encoded2 = new Map<string, Document>();

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Undefined when nothing is there. */
  async answer(request: ApiRequest, segments: readonly string[]): Promise<Answer | undefined> {
    if (segments[1] === "v2" && segments.length === 2) return this.#version2(request);
    if (segments[1] !== "v3") return undefined;
    if (segments.length === 2) return this.#index(request);
    return this.#version3(request, segments.slice(2).join("/"));
  }

  async #index(request: ApiRequest): Promise<Answer> {
    const paths: Record<string, object> = {};
    for (const version of this.#groupVersions()) {
      const { etag } = await this.#document3(version);
      const name = documentName(version);
      paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${etag}` };
    }
    const body = Buffer.from(JSON.stringify({ paths }));
    return documentAnswer(request, { body, etag: etagOf(body) }, { "content-type": "application/json" });
  }

  async #version3(request: ApiRequest, name: string): Promise<Answer | undefined> {
    const version = this.#groupVersions().find((known) => documentName(known) === name);
    if (version === undefined) return undefined;
    if (!accepts(request, ["application/json"])) return notAcceptable;
    const document = await this.#document3(version);
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
    const asProtobuf = mediaType !== "application/json";
    const document = await this.#encode2(asProtobuf);
    const headers = { "content-type": asProtobuf ? protobuf2 : mediaType, vary: "Accept" };
    return documentAnswer(request, document, headers);
  }

  async #document3(version: GroupVersion): Promise<Document> {
    const known = this.#versions.get(version.apiVersion);
    if (known !== undefined && isSameList(known.kinds, version.kinds)) return known.document;
    const [describe, { openApi3 }] = await Promise.all([loadDescribe(), import("./v3.js")]);
    const body = Buffer.from(JSON.stringify(openApi3(version, describe, this.#context.version)));
    const document = { body, etag: etagOf(body) };
    this.#versions.set(version.apiVersion, { kinds: version.kinds, document });
    // Each document takes some milliseconds; others get their turn between them.
    await this.#context.clock.turn();
    return document;
  }

  async #encode2(asProtobuf: boolean): Promise<Document> {
    const { table } = this.#context.kinds;
    const [describe, { openApi2, openApi2Json }] = await Promise.all([loadDescribe(), import("./v2.js")]);
    if (table !== this.#table || this.#document2 === undefined) {
      this.#table = table;
      this.#document2 = openApi2(table, describe, this.#context.version);
      this.#encoded2.clear();
    }
    const key = asProtobuf ? "protobuf" : "json";
    const known = this.#encoded2.get(key);
    if (known !== undefined) return known;
    await this.#context.clock.turn();
    const document2 = this.#document2;
    const body = asProtobuf
      ? (await import("./v2-protobuf.js")).openApi2Protobuf(document2)
      : Buffer.from(openApi2Json(document2));
    const document = { body, etag: etagOf(body) };
    this.#encoded2.set(key, document);
    return document;
  }

  #groupVersions(): readonly GroupVersion[] {
    const { table } = this.#context.kinds;
    return table.groups.flatMap(({ versions }) => versions);
  }
}

const notAcceptable: Answer = { type: "bytes", code: 406, headers: {}, body: Buffer.alloc(0) };

async function loadDescribe(): Promise<Describe> {
  return (await import("@engenho/kinds/descriptions")).describe;
}

/** `api/v1`, `apis/apps/v1`. */
function documentName({ group, apiVersion }: GroupVersion): string {
  return group === "" ? `api/${apiVersion}` : `apis/${apiVersion}`;
}

function documentAnswer(
  request: ApiRequest,
  { body, etag }: Document,
  headers: Readonly<Record<string, string>>,
): Answer {
  const quoted = `"${etag}"`;
  if (request.exchange.header("if-none-match") === quoted) {
    return { type: "bytes", code: 304, headers: { etag: quoted }, body: Buffer.alloc(0) };
  }
  return { type: "bytes", code: 200, headers: { "cache-control": "public", etag: quoted, ...headers }, body };
}

/** The first of the media types that the client wants most; undefined when it wants none. */
function accepts(request: ApiRequest, mediaTypes: readonly string[]): string | undefined {
  const accept = request.exchange.header("accept") ?? "*/*";
  for (const clause of parseAccept(accept === "" ? "*/*" : accept)) {
    const found = mediaTypes.find((mediaType) => clauseCovers(clause, mediaType));
    if (found !== undefined) return found;
  }
  return undefined;
}

function etagOf(body: Buffer): string {
  return createHash("sha512").update(body).digest("hex").toUpperCase();
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
