import type { PersistentVolume } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { checkAccessModes } from "../../shared/access-modes.js";
import { checkAttributesClass, checkSources } from "./sources.js";

type VolumeSpec = NonNullable<PersistentVolume["spec"]>;

const inline = "in the context of inline volumes";

/**
 * Checks the spec of a volume that is part of a VolumeAttachment. Upstream: ValidatePersistentVolumeSpec with
 * validateInlinePersistentVolumeSpec.
 */
export function checkInlineVolumeSpec(spec: VolumeSpec, path: string, causes: Causes): void {
  const notSpecified = `may not be specified ${inline}`;
  if (spec.claimRef !== undefined) causes.forbidden(`${path}.claimRef`, notSpecified);
  if (Object.keys(spec.capacity ?? {}).length > 0) causes.forbidden(`${path}.capacity`, notSpecified);
  if (spec.csi === undefined) causes.required(`${path}.csi`, `has to be specified ${inline}`);
  if ((spec.accessModes ?? []).length === 0) causes.required(`${path}.accessModes`);
  checkAccessModes(spec.accessModes, `${path}.accessModes`, causes);
  const policy = spec.persistentVolumeReclaimPolicy ?? "";
  if (policy !== "" && policy !== "Retain") {
    causes.forbidden(`${path}.persistentVolumeReclaimPolicy`, `may only be Retain ${inline}`);
  }
  if (spec.nodeAffinity !== undefined) causes.forbidden(`${path}.nodeAffinity`, notSpecified);
  checkSources(spec, { path, volumeName: "", causes });
  if ((spec.storageClassName ?? "") !== "") causes.forbidden(`${path}.storageClassName`, notSpecified);
  if (spec.volumeMode !== undefined && spec.volumeMode !== "Filesystem") {
    causes.forbidden(`${path}.volumeMode`, `may not specify volumeMode other than Filesystem ${inline}`);
  }
  checkAttributesClass(spec, path, causes);
}
