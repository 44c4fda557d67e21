import { notAcceptable } from "../status/refusals.js";
import { type AcceptClause, clauseCovers, parseAccept } from "./accept.js";

/** What bodies may be answered in; protobuf is not among them. */
export type MediaType = "application/json" | "application/yaml";

/** What an object may be shown as instead of itself. */
export type Transform =
  | { readonly kind: "Table"; readonly version: "v1" | "v1beta1" }
  | { readonly kind: "PartialObjectMetadata" | "PartialObjectMetadataList"; readonly version: "v1" | "v1beta1" };

/** The outcome of a negotiation. */
export interface Negotiated {
  readonly mediaType: MediaType;
  readonly transform?: Transform;
  readonly pretty: boolean;
}

const mediaTypes: readonly MediaType[] = ["application/json", "application/yaml"];
const plainJson: Negotiated = { mediaType: "application/json", pretty: false };

/** Which transforms an endpoint knows: resources all, errors and other documents none. */
export type AllowsTransform = "resources" | "none";

/** Clients ask the same few headers again and again. */
export class Negotiator {
  readonly #known = new Map<string, Negotiated>();
  readonly #allows: AllowsTransform;

  constructor(allows: AllowsTransform) {
    this.#allows = allows;
  }

  /** Throws 406 when nothing that is asked can be given. */
  negotiate(accept: string | undefined): Negotiated {
    if (accept === undefined || accept === "") return plainJson;
    const known = this.#known.get(accept);
    if (known !== undefined) return known;
    const found = this.#find(accept);
    if (found === undefined) throw notAcceptable(mediaTypes);
    // Headers are the clients' to invent: what is remembered stays small.
    if (this.#known.size < 256 && accept.length < 512) this.#known.set(accept, found);
    return found;
  }

  /** As `negotiate`, but JSON where it would throw: for the body of a refusal. */
  orJson(accept: string | undefined): Negotiated {
    if (accept === undefined || accept === "") return plainJson;
    return this.#known.get(accept) ?? this.#find(accept) ?? plainJson;
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
    if (stream !== "" && stream !== "watch") return undefined;
    if ((parameters.get("sv") ?? "") !== "") return undefined;
    const pretty = parameters.get("pretty") === "1";
    if (!parameters.has("as") && !parameters.has("g") && !parameters.has("v")) return { mediaType, pretty };
    if (this.#allows === "none") return undefined;
    const transform = transformOf(parameters);
    return transform === undefined ? undefined : { mediaType, transform, pretty };
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
