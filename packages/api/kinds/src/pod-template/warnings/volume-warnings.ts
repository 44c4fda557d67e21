import type { PodSpec } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import { fractionalBytesWarning } from "../../shared/fractional-bytes.js";
import type { ClaimSpec } from "../claim-spec.js";

type Volume = NonNullable<PodSpec["volumes"]>[number];
type Projection = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** A path below a volume's root, and its source. */
interface PlacedPath {
  readonly path: string;
  readonly source: string;
}

/** Deprecated volume sources, in upstream's order. */
const deprecatedSources: readonly (readonly [field: keyof Volume, shown: string, text: string])[] = [
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["ephemeral", "ephemeral", ""],
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

/** The warnings for a Pod's volumes: removed sources, conflicting paths. */
export function volumeWarnings(volumes: readonly Volume[], path: string): string[] {
  const warnings: string[] = [];
  for (const [index, volume] of volumes.entries()) {
    for (const [field, shown, text] of deprecatedSources) {
      if (volume[field] === undefined) continue;
      const at = `${path}[${index}].${shown}`;
      if (field !== "ephemeral") warnings.push(`${at}: ${text}`);
      else
        warnings.push(
          ...claimSpecWarnings(volume.ephemeral?.volumeClaimTemplate?.spec, `${at}.volumeClaimTemplate.spec`),
        );
    }
  }
  for (const volume of volumes) warnings.push(...overlapWarnings(volume));
  return warnings;
}

/** The warnings for the spec of a claim (upstream: GetWarningsForPersistentVolumeClaimSpec). */
export function claimSpecWarnings(spec: ClaimSpec | undefined, path: string): string[] {
  return (["requests", "limits"] as const).flatMap((field) =>
    fractionalBytesWarning(spec?.resources?.[field], "storage", `${path}.resources.${field}`),
  );
}

function overlapWarnings(volume: Volume): string[] {
  const { name = "", configMap, secret, downwardAPI, projected } = volume;
  const warnings: string[] = [];
  const add = (description: string, items: readonly { readonly path?: string }[] | undefined) => {
    const paths = (items ?? []).map(({ path = "" }) => ({ path, source: "" }));
    for (const text of overlaps(paths)) warnings.push(overlapText(name, description, text));
  };
  if (configMap !== undefined) add(`ConfigMap ${goQuote(configMap.name ?? "")}`, configMap.items);
  if (secret !== undefined) add(`Secret ${goQuote(secret.secretName ?? "")}`, secret.items);
  if (downwardAPI !== undefined) add("DownwardAPI", downwardAPI.items);
  if (projected === undefined) return warnings;
  const paths: PlacedPath[] = [];
  const found: string[] = [];
  for (const projection of projected.sources ?? []) {
    if (Object.values(projection).every((source) => source === undefined)) {
      found.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
    }
    for (const placed of projectedPaths(projection)) {
      found.push(...collisionsOf(paths, placed).map((text) => overlapText(name, "Projected", text)));
    }
  }
  return [...warnings, ...found];
}

function projectedPaths(projection: Projection): readonly PlacedPath[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = projection;
  const placed = (items: readonly { readonly path?: string }[], source: string) =>
    items.map(({ path = "" }) => ({ path, source }));
  if (configMap?.items !== undefined) return placed(configMap.items, `ConfigMap ${goQuote(configMap.name ?? "")}`);
  if (secret?.items !== undefined) return placed(secret.items, `Secret ${goQuote(secret.name ?? "")}`);
  if (downwardAPI?.items !== undefined) return placed(downwardAPI.items, "DownwardAPI");
  if (serviceAccountToken !== undefined) return placed([serviceAccountToken], "ServiceAccountToken");
  if (clusterTrustBundle === undefined) return [];
  const { name, signerName = "" } = clusterTrustBundle;
  return placed([clusterTrustBundle], `ClusterTrustBundle ${goQuote(name ?? signerName)}`);
}

function overlaps(paths: readonly PlacedPath[]): string[] {
  const known: PlacedPath[] = [];
  return paths.flatMap((placed) => collisionsOf(known, placed));
}

/** The known paths that conflict with another one, which is added to them. */
function collisionsOf(known: PlacedPath[], { path, source }: PlacedPath): string[] {
  const added = { path: path.replace(/\/+$/, ""), source };
  const hidden =
    added.path === ""
      ? []
      : known.filter(
          (other) =>
            other.path !== "" &&
            (`${other.path}/`.startsWith(`${added.path}/`) || `${added.path}/`.startsWith(`${other.path}/`)),
        );
  known.push(added);
  return hidden.map((other) => `${shown(added)} with ${shown(other)}`);
}

function shown({ path, source }: PlacedPath): string {
  return source === "" ? goQuote(path) : `${goQuote(path)} (${source})`;
}

function overlapText(volume: string, description: string, text: string): string {
  return `volume ${goQuote(volume)} (${description}): overlapping paths: ${text}`;
}
