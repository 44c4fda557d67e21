import { type Clock, TimeSlice } from "@engenho/core";
import { jsonSyntaxError, maximumNesting } from "@engenho/machinery";
import { maximumValues, tooManyValues } from "../limits/body-values.js";
import type { FindDuplicates } from "../options.js";
import { unsupportedMediaType } from "../status/refusals.js";
import { measureJson } from "./measure-json.js";
import { parseYaml, YamlSyntaxError } from "./parse-yaml.js";
import type { DocumentFaults } from "./strict-faults.js";

/** A body parsed as JSON or YAML. */
export interface ParsedBody {
  readonly value: unknown;
  readonly faults: DocumentFaults;
}

/** A body that cannot be decoded; the message is Go's. */
export class BodySyntaxError extends Error {}

/** The encoding of a body. */
export type BodyFormat = "json" | "yaml" | "protobuf";

const accepted: readonly string[] = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The format for a Content-Type; JSON if it is absent. Throws StoreError `UnsupportedMediaType`. */
export function bodyFormat(contentType: string | undefined): BodyFormat {
  const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  switch (mediaType) {
    case "":
    case "application/json":
      return "json";
    case "application/yaml":
      return "yaml";
    case "application/vnd.kubernetes.protobuf":
      return "protobuf";
    default:
      throw unsupportedMediaType(accepted);
  }
}

/** How to parse a body. */
export interface BodyReading {
  readonly format: BodyFormat;
  /** Finds the paths of duplicate fields; absent when they are not checked or not supported. */
  readonly duplicateFields?: FindDuplicates | undefined;
  /** Parsing a large body yields by this clock between its phases. */
  readonly clock: Clock;
  /** Finds the definition of a kind in the schema catalogue, for protobuf. */
  readonly definitionOf: (kind: { readonly apiVersion: string; readonly kind: string }) => string | undefined;
}

/**
 * Parses a body. `yaml` accepts JSON too, without loading the YAML parser. Throws {@link BodySyntaxError}, and StoreError
 * `RequestEntityTooLarge` for more than {@link maximumValues} values.
 */
export async function parseBody(body: Buffer, reading: BodyReading): Promise<ParsedBody> {
  const { format, duplicateFields, definitionOf, clock } = reading;
  // A slice of its own: each of several concurrent large bodies continues in a turn of its own.
  const slice = body.length > largeBody ? new TimeSlice(clock) : undefined;
  if (format === "protobuf") return parseProtobuf(body, definitionOf);
  // After one turn, work still continues before other requests are read; after two turns, it continues behind them.
  if (slice !== undefined) await clock.turn();
  const text = body.toString("utf8");
  if (format === "json" || looksLikeJson(body)) {
    const { depth, values } = measureJson(body);
    if (depth > maximumNesting) throw new BodySyntaxError(jsonSyntaxError(text));
    if (values > maximumValues) throw tooManyValues();
    if (slice !== undefined) await slice.giveWay();
    const value = parseJson(text, format);
    if (slice !== undefined) await slice.giveWay();
    const faults = value === undefined ? undefined : jsonFaults(text, duplicateFields);
    // go-yaml reports duplicate keys by line, even where the text is JSON.
    if (slice !== undefined) await slice.giveWay();
    if (faults !== undefined && (format === "json" || faults.type === "none")) return { value, faults };
  }
  try {
    const { value, duplicates } = await parseYaml(text, slice);
    const shown = duplicateFields !== undefined && duplicates.length > 0;
    return { value, faults: shown ? { type: "yaml", lines: duplicates } : none };
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw new BodySyntaxError(error.message);
    throw error;
  }
}

/** From this size in bytes on, a body is processed in phases that yield to other requests. */
const largeBody = 128 * 1024;

const none: DocumentFaults = { type: "none" };

function jsonFaults(text: string, duplicateFields: FindDuplicates | undefined): DocumentFaults {
  const duplicates = duplicateFields?.(text) ?? [];
  if (duplicateFields === undefined || duplicates.length === 0) return none;
  return { type: "json", duplicates, ordered: (unknown) => duplicateFields(text, unknown) };
}

async function parseProtobuf(body: Buffer, definitionOf: BodyReading["definitionOf"]): Promise<ParsedBody> {
  // Field numbers are only loaded for clients that send protobuf.
  const [{ decodeProtobufBody }, { ProtobufError }] = await Promise.all([
    import("../protobuf/decode-body.js"),
    import("../protobuf/reader.js"),
  ]);
  try {
    return { value: decodeProtobufBody(body, definitionOf), faults: none };
  } catch (error) {
    if (error instanceof ProtobufError) throw new BodySyntaxError(error.message);
    throw error;
  }
}

function parseJson(text: string, format: BodyFormat): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // YAML's flow style looks like JSON at its start.
    if (format === "yaml") return undefined;
    throw new BodySyntaxError(jsonSyntaxError(text));
  }
}

function looksLikeJson(body: Buffer): boolean {
  for (const byte of body) {
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return false;
}

/** Upstream's excerpt of a body that it does not recognise. */
export function summarizeBody(body: Buffer): string {
  if (body.length === 0) return "<empty>";
  const shown = body[0] === 0x7b ? body.subarray(0, 30).toString("utf8") : body.subarray(0, 30).toString("hex");
  return body.length > 30 ? `${shown} ...` : shown;
}
