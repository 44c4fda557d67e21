import type { Transform } from "../encoding/transforms.js";
import { notAcceptable } from "../status/refusals.js";
import { type AcceptClause, clauseCovers, parseAccept } from "./accept.js";

/** Kubernetes' protobuf: a message in an envelope with its type. */
export const protobufMediaType = "application/vnd.kubernetes.protobuf";

/** The media types of response bodies. */
export type MediaType = "application/json" | "application/yaml" | typeof protobufMediaType;

/** The result of content negotiation. */
export interface Negotiated {
  readonly mediaType: MediaType;
  readonly transform?: Transform;
  readonly pretty: boolean;
}

const mediaTypes: readonly MediaType[] = ["application/json", "application/yaml", protobufMediaType];
const plainJson: Negotiated = { mediaType: "application/json", pretty: false };
/** Upstream's response where nothing acceptable can be produced: indented JSON. */
const prettyJson: Negotiated = { mediaType: "application/json", pretty: true };

/**
 * What an endpoint can produce: built-in kinds in every transform and media type, except Tables in protobuf; custom resources
 * in protobuf only as metadata; errors and other documents without transforms.
 */
export type EndpointKind = "built-in kinds" | "custom kinds" | "documents";

/** Negotiates content types, and caches the results: clients send the same few headers again and again. */
export class Negotiator {
  readonly #known = new Map<string, Negotiated>();
  readonly #endpoint: EndpointKind;

  constructor(endpoint: EndpointKind) {
    this.#endpoint = endpoint;
  }

  /** How many headers are cached. */
  get remembered(): number {
    return this.#known.size;
  }

  /** Throws 406 when nothing acceptable can be produced. */
  negotiate(accept: string | undefined): Negotiated {
    const found = this.#outcome(accept);
    if (found === undefined) throw notAcceptable(mediaTypes);
    return found;
  }

  /** As `negotiate`, but JSON where it would throw: for the body of an error. */
  orJson(accept: string | undefined): Negotiated {
    return this.#outcome(accept) ?? prettyJson;
  }

  #outcome(accept: string | undefined): Negotiated | undefined {
    if (accept === undefined || accept === "") return plainJson;
    const known = this.#known.get(accept);
    if (known !== undefined) return known;
    const found = this.#find(accept);
    // Clients can send arbitrary headers: the cache stays small.
    if (found !== undefined && this.#known.size < 256 && accept.length < 512) this.#known.set(accept, found);
    return found;
  }

  #find(accept: string): Negotiated | undefined {
    for (const clause of parseAccept(accept)) {
      for (const mediaType of mediaTypes) {
        if (!clauseCovers(clause, mediaType)) continue;
        const found = this.#accept(clause, mediaType);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #accept(clause: AcceptClause, mediaType: MediaType): Negotiated | undefined {
    const { parameters } = clause;
    const stream = parameters.get("stream") ?? "";
    // Streams have no YAML representation.
    if (stream !== "" && (stream !== "watch" || mediaType === "application/yaml")) return undefined;
    if ((parameters.get("sv") ?? "") !== "") return undefined;
    const pretty = parameters.get("pretty") === "1";
    const inProtobuf = mediaType === protobufMediaType;
    if (!parameters.has("as") && !parameters.has("g") && !parameters.has("v")) {
      return inProtobuf && this.#endpoint === "custom kinds" ? undefined : { mediaType, pretty };
    }
    if (this.#endpoint === "documents") return undefined;
    const transform = transformOf(parameters);
    if (transform === undefined || (inProtobuf && transform.kind === "Table")) return undefined;
    return { mediaType, transform, pretty };
  }
}

function transformOf(parameters: ReadonlyMap<string, string>): Transform | undefined {
  const kind = parameters.get("as");
  const version = parameters.get("v");
  if (parameters.get("g") !== "meta.k8s.io" || (version !== "v1" && version !== "v1beta1")) return undefined;
  switch (kind) {
    case "Table":
    case "PartialObjectMetadata":
    case "PartialObjectMetadataList":
      return { kind, version };
    default:
      return undefined;
  }
}

/** Whether a body should be indented: by the query, or by default for interactive tools. */
export function wantsPretty(pretty: string | null, userAgent: string | undefined): boolean {
  if (pretty !== null && pretty !== "") return ["1", "t", "T", "TRUE", "true", "True"].includes(pretty);
  return userAgent !== undefined && /^(?:curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
