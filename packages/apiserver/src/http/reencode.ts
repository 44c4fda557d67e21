import type { MediaType } from "./negotiate.js";

/** A JSON body as the client would rather have it: indented, or as YAML. */
export async function reencode(json: Buffer, mediaType: MediaType, pretty: boolean): Promise<Buffer> {
  if (mediaType === "application/json" && !pretty) return json;
  const value: unknown = JSON.parse(json.toString("utf8"));
  if (mediaType === "application/json") return Buffer.from(JSON.stringify(value, undefined, 2));
  const { stringify } = await import("yaml");
  return Buffer.from(stringify(value, { sortMapEntries: true, version: "1.1", lineWidth: 0 }));
}
