import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Document3 } from "./openapi3-facts.js";

const ending = "_openapi.json";

/** Upstream's OpenAPI v3 documents by name, from a folder where `apis__apps__v1_openapi.json` is `apis/apps/v1`. */
export function readDocuments(folder: string): Readonly<Record<string, Document3>> {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -ending.length).replaceAll("__", "/"),
      JSON.parse(readFileSync(join(folder, name), "utf8")) as Document3,
    ]),
  );
}
