import type { coreV1, Stored } from "@engenho/core";
import { StoreError } from "@engenho/core";
import type { AdmissionContext } from "@engenho/registry";
import { required } from "./refuse.js";

/** Whether a Pod needs tokens for an audience. */
export interface AudienceQuestion {
  readonly pod: Stored<coreV1.Pod>;
  readonly audience: string;
}

/** The answer; `errors` are failures that prevented a complete check. */
export interface AudienceAnswer {
  readonly references: boolean;
  readonly errors: readonly Error[];
}

/** The CSI drivers that in-tree volume plugins were migrated to (k8s.io/csi-translation-lib). */
const migrated: readonly (readonly [
  source: keyof coreV1.Volume & keyof coreV1.PersistentVolumeSpec,
  driver: string,
])[] = [
  ["awsElasticBlockStore", "ebs.csi.aws.com"],
  ["gcePersistentDisk", "pd.csi.storage.gke.io"],
  ["cinder", "cinder.csi.openstack.org"],
  ["azureDisk", "disk.csi.azure.com"],
  ["azureFile", "file.csi.azure.com"],
  ["vsphereVolume", "csi.vsphere.vmware.com"],
  ["portworxVolume", "pxd.portworx.com"],
];

/**
 * Whether a Pod needs tokens for an audience: for a projected volume, or for the CSI driver of one of its volumes (upstream:
 * noderestriction podReferencesAudience).
 */
export async function referencesAudience(
  { pod, audience }: AudienceQuestion,
  context: AdmissionContext,
): Promise<AudienceAnswer> {
  const errors: Error[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const sources = volume.projected?.sources ?? [];
    if (sources.some(({ serviceAccountToken: token }) => token !== undefined && (token.audience ?? "") === audience)) {
      return { references: true, errors: [] };
    }
    try {
      const driver = await driverOf(volume, pod, context);
      if (driver !== "" && (await wantsAudience(driver, audience, context))) return { references: true, errors: [] };
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { references: false, errors };
}

/** The CSI driver of a volume; `""` if it has none. */
async function driverOf(
  volume: coreV1.Volume,
  { metadata }: Stored<coreV1.Pod>,
  context: AdmissionContext,
): Promise<string> {
  const { namespace = "", name } = metadata;
  if (volume.ephemeral?.volumeClaimTemplate !== undefined) {
    return driverOfClaim(namespace, `${name}-${volume.name}`, context);
  }
  if (volume.persistentVolumeClaim !== undefined) {
    return driverOfClaim(namespace, volume.persistentVolumeClaim.claimName, context);
  }
  return volume.csi?.driver ?? driverOfInTree(volume);
}

async function driverOfClaim(namespace: string, name: string, context: AdmissionContext): Promise<string> {
  const plural = "persistentvolumeclaims";
  const wanted = { kind: "PersistentVolumeClaim", plural, namespace, name };
  const claim = await required<Stored<coreV1.PersistentVolumeClaim>>(context, wanted);
  const { spec } = await required<Stored<coreV1.PersistentVolume>>(context, {
    kind: "PersistentVolume",
    plural: "persistentvolumes",
    name: claim.spec?.volumeName ?? "",
  });
  return spec?.csi?.driver ?? driverOfInTree(spec ?? {});
}

function driverOfInTree(sources: Partial<Record<(typeof migrated)[number][0], unknown>>): string {
  return migrated.find(([source]) => sources[source] !== undefined)?.[1] ?? "";
}

interface CsiDriver extends Stored {
  readonly spec?: { readonly tokenRequests?: readonly { readonly audience?: string }[] };
}

async function wantsAudience(name: string, audience: string, context: AdmissionContext): Promise<boolean> {
  const group = "storage.k8s.io";
  const driver = (await context.get({ group, kind: "CSIDriver", namespace: "", name })) as CsiDriver | undefined;
  if (driver === undefined) {
    throw new StoreError("NotFound", `csidrivers.${group} ${JSON.stringify(name)} not found`);
  }
  return (driver.spec?.tokenRequests ?? []).some((request) => (request.audience ?? "") === audience);
}
