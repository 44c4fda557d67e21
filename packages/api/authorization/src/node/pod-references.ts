import type { coreV1, Pod } from "@engenho/core";

/** The objects in its namespace that a Pod needs on its node. */
export interface PodReferences {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
  readonly claims: ReadonlySet<string>;
  readonly resourceClaims: ReadonlySet<string>;
  readonly serviceAccounts: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const nothing: PodReferences = {
  secrets: none,
  configMaps: none,
  claims: none,
  resourceClaims: none,
  serviceAccounts: none,
};

type Names = readonly (string | undefined)[];
type AnyContainer = Pick<coreV1.Container, "env" | "envFrom">;

/**
 * What a Pod refers to (upstream: node.Graph.AddPod, VisitPodSecretNames, VisitPodConfigmapNames). A mirror pod refers to nothing: a
 * node could make one to get at anything.
 */
export function podReferences(pod: Pod): PodReferences {
  const { metadata, spec, status } = pod;
  if (metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined || spec === undefined) return nothing;
  const { volumes = [], imagePullSecrets = [], resourceClaims = [], serviceAccountName } = spec;
  const containers: readonly AnyContainer[] = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ];
  const env = containers.flatMap((container) => (container.env ?? []).map(({ valueFrom }) => valueFrom));
  const envFrom = containers.flatMap((container) => container.envFrom ?? []);
  return {
    secrets: named([
      ...imagePullSecrets.map(({ name }) => name),
      ...env.map((source) => source?.secretKeyRef?.name),
      ...envFrom.map((source) => source.secretRef?.name),
      ...volumes.flatMap(secretsOfVolume),
    ]),
    configMaps: named([
      ...env.map((source) => source?.configMapKeyRef?.name),
      ...envFrom.map((source) => source.configMapRef?.name),
      ...volumes.flatMap(({ configMap, projected }) => [
        configMap?.name,
        ...(projected?.sources ?? []).map((source) => source.configMap?.name),
      ]),
    ]),
    claims: named(
      volumes.map(({ name, persistentVolumeClaim: claim, ephemeral }) =>
        ephemeral === undefined ? claim?.claimName : `${metadata.name}-${name}`,
      ),
    ),
    resourceClaims: named([
      ...resourceClaims.map(({ name, resourceClaimName }) => resourceClaimName ?? generatedClaim(pod, name)),
      status?.extendedResourceClaimStatus?.resourceClaimName,
    ]),
    serviceAccounts: named([serviceAccountName]),
  };
}

function named(names: Names): ReadonlySet<string> {
  return new Set(names.filter((name) => name !== undefined && name !== "") as readonly string[]);
}

/** The ResourceClaim that was made from a template, as the Pod's status names it. */
function generatedClaim({ status }: Pod, name: string): string | undefined {
  return status?.resourceClaimStatuses?.find((claim) => claim.name === name)?.resourceClaimName;
}

function secretsOfVolume(volume: coreV1.Volume): Names {
  const { azureFile, cephfs, cinder, flexVolume, projected, rbd, secret, scaleIO, iscsi, storageos, csi } = volume;
  return [
    azureFile?.secretName,
    ...[cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].map((source) => source?.secretRef?.name),
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
    secret?.secretName,
    csi?.nodePublishSecretRef?.name,
  ];
}
