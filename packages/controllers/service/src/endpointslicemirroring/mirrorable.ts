import type { Endpoints } from "@engenho/core";
import { leaderAnnotation } from "../shared/well-known-names.js";

const skipMirrorLabel = "endpointslice.kubernetes.io/skip-mirror";

/** Whether the Endpoints are mirrored, provided that their Service has no selector (EM-4). */
export function isMirrorable({ metadata }: Endpoints): boolean {
  return metadata.labels?.[skipMirrorLabel] !== "true" && !Object.hasOwn(metadata.annotations ?? {}, leaderAnnotation);
}
