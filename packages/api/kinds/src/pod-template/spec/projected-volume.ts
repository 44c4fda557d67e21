import type { PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkCredentialSources } from "./projected-credentials.js";
import { tolerates } from "./tolerated-errors.js";
import { checkDownwardFile, checkItems } from "./volume-files.js";
import { checkLocalPath } from "./volume-paths.js";

type Volume = NonNullable<PodSpec["volumes"]>[number];
type Projection = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

const shortest = 600;
const longest = 2 ** 32;

/**
 * Checks the sources of a projected volume at `path`, whose files must not conflict (upstream:
 * validateProjectionSources).
 */
export function checkProjections(sources: readonly Projection[], path: string, causes: Causes): void {
  const taken = new Set<string>();
  const take = (file: string, owner: string) => {
    if (file === "") return;
    if (taken.has(file)) causes.invalid(path, owner, "conflicting duplicate paths");
    taken.add(file);
  };
  for (const [index, projection] of sources.entries()) {
    const at = `${path}.sources[${index}]`;
    for (const field of ["secret", "configMap"] as const) {
      const source = projection[field];
      if (source === undefined) continue;
      const { name = "", items = [] } = source;
      if (name === "") causes.required(`${at}.${field}.name`);
      checkItems(items, `${at}.${field}.items`, causes);
      for (const item of items) take(item.path ?? "", name);
    }
    for (const file of projection.downwardAPI?.items ?? []) {
      checkDownwardFile(file, `${at}.downwardAPI`, causes);
      take(file.path ?? "", file.path ?? "");
    }
    checkToken(projection, at, { causes, volumePath: path });
    checkCredentialSources(projection, at, { causes, take });
    const given = Object.values(projection).filter((source) => source !== undefined).length;
    if (given > 1) causes.forbidden(at, "may not specify more than 1 volume type per source");
  }
}

function checkToken(
  { serviceAccountToken: token }: Projection,
  path: string,
  { causes, volumePath }: { readonly causes: Causes; readonly volumePath: string },
): void {
  if (token === undefined) return;
  const { expirationSeconds: seconds = 0, path: file = "" } = token;
  const at = `${path}.serviceAccountToken.expirationSeconds`;
  if (seconds < shortest) causes.invalid(at, seconds, "may not specify a duration less than 10 minutes");
  if (seconds > longest) causes.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds");
  if (file === "") causes.required(`${volumePath}.path`);
  else if (!tolerates(causes, "token-paths")) checkLocalPath(file, `${volumePath}.path`, causes);
}
