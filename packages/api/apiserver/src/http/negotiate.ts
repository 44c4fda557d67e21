import type { Transform } from "../encoding/transforms.js";
import { notAcceptable } from "../status/refusals.js";
import { type AcceptClause, clauseCovers, parseAccept } from "./accept.js";

/** Kubernetes' protobuf: a message in an envelope that says what it is. */
export const protobufMediaType = "application/vnd.kubernetes.protobuf";

/** What bodies may be answered in. */
export type MediaType = "application/json" | "application/yaml" | typeof protobufMediaType;

/** The outcome of a negotiation. */
export interface Negotiated {
  readonly mediaType: MediaType;
  readonly transform?: Transform;
  readonly pretty: boolean;
}

const mediaTypes: readonly MediaType[] = ["application/json", "application/yaml", protobufMediaType];
const plainJson: Negotiated = { mediaType: "application/json", pretty: false };
/** Where nothing that is asked for can be given, upstream writes JSON for people. */
const prettyJson: Negotiated = { mediaType: "application/json", pretty: true };

/**
 * What an endpoint can show: built-in kinds in every transform and media type, but no Table in protobuf; custom kinds
 * in protobuf by their metadata alone; errors and other documents in no transform.
 */
export type Shows = "built-in kinds" | "custom kinds" | "documents";

/** Clients ask the same few headers again and again. */
export class Negotiator {
  readonly #known = new Map<string, Negotiated>();
  readonly #shows: Shows;

  constructor(shows: Shows) {
    this.#shows = shows;
  }

  /** How many headers are remembered. */
  get remembered(): number {
    return this.#known.size;
  }

  /** Throws 406 when nothing that is asked can be given. */
  negotiate(accept: string | undefined): Negotiated {
    const found = this.#outcome(accept);
    if (found === undefined) throw notAcceptable(mediaTypes);
    return found;
  }

  /** As `negotiate`, but JSON where it would throw: for the body of a refusal. */
  orJson(accept: string | undefined): Negotiated {
    return this.#outcome(accept) ?? prettyJson;
  }

  #outcome(accept: string | undefined): Negotiated | undefined {
    if (accept === undefined || accept === "") return plainJson;
    const known = this.#known.get(accept);
    if (known !== undefined) return known;
    const found = this.#find(accept);
    // Headers are the clients' to invent: what is remembered stays small.
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
    // YAML has no form of a stream.
    if (stream !== "" && (stream !== "watch" || mediaType === "application/yaml")) return undefined;
    if ((parameters.get("sv") ?? "") !== "") return undefined;
    const pretty = parameters.get("pretty") === "1";
    const inProtobuf = mediaType === protobufMediaType;
    if (!parameters.has("as") && !parameters.has("g") && !parameters.has("v")) {
      return inProtobuf && this.#shows === "custom kinds" ? undefined : { mediaType, pretty };
    }
    if (this.#shows === "documents") return undefined;
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

/** Whether a body should be indented: the query says so, or a person's tool asks. */
export function wantsPretty(pretty: string | null, userAgent: string | undefined): boolean {
  if (pretty !== null && pretty !== "") return ["1", "t", "T", "TRUE", "true", "True"].includes(pretty);
  return userAgent !== undefined && /^(?:curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
