import { withFields, withoutFields } from "@engenho/registry";
import type { ClaimSpec } from "../../pod-template/claim-spec.js";

/**
 * A claim's spec with consistent `dataSource` and `dataSourceRef` (upstream: EnforceDataSourceBackwardsCompatibility and
 * NormalizeDataSources): a source that is neither a claim nor a snapshot requires `dataSourceRef`, and if only one of them is
 * set, the other is copied from it.
 */
export function normalizeDataSources(spec: ClaimSpec, current: ClaimSpec | undefined): ClaimSpec {
  const used = current?.dataSource !== undefined || current?.dataSourceRef !== undefined;
  const ignored = !used && spec.dataSourceRef === undefined && !isClaimOrSnapshot(spec.dataSource);
  const { dataSource, dataSourceRef } = ignored ? { ...spec, dataSource: undefined } : spec;
  if (dataSource !== undefined && dataSourceRef === undefined) {
    return withFields<ClaimSpec>(spec, { dataSourceRef: dataSource });
  }
  if (dataSource === undefined && dataSourceRef !== undefined && (dataSourceRef.namespace ?? "") === "") {
    return withFields<ClaimSpec>(spec, { dataSource: withoutFields(dataSourceRef, ["namespace"]) });
  }
  return dataSource === undefined ? withoutFields(spec, ["dataSource"]) : spec;
}

function isClaimOrSnapshot(source: ClaimSpec["dataSource"]): boolean {
  const { apiGroup = "", kind } = source ?? {};
  if (kind === "PersistentVolumeClaim") return apiGroup === "";
  return kind === "VolumeSnapshot" && apiGroup === "snapshot.storage.k8s.io";
}
