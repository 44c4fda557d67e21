import type { coreV1 } from "@engenho/types";

type PodSpec = coreV1.PodSpec;
type Names = readonly (string | undefined)[];
type AnyContainer = Pick<coreV1.Container, "env" | "envFrom">;

/** The names of the Secrets that a Pod refers to, which are in its namespace (upstream: podutil.VisitPodSecretNames). */
export function podSecretNames(spec: PodSpec): ReadonlySet<string> {
  const { volumes = [], imagePullSecrets = [] } = spec;
  return named([
    ...imagePullSecrets.map(({ name }) => name),
    ...containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [
      ...envFrom.map(({ secretRef }) => secretRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ]),
    ...volumes.flatMap(secretsOfVolume),
  ]);
}

/** The names of the ConfigMaps that a Pod refers to, which are in its namespace (upstream: podutil.VisitPodConfigmapNames). */
export function podConfigMapNames(spec: PodSpec): ReadonlySet<string> {
  const { volumes = [] } = spec;
  return named([
    ...containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [
      ...envFrom.map(({ configMapRef }) => configMapRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ]),
    ...volumes.flatMap(({ configMap, projected }) => [
      configMap?.name,
      ...(projected?.sources ?? []).map((source) => source.configMap?.name),
    ]),
  ]);
}

function containersOf({ containers = [], initContainers = [], ephemeralContainers = [] }: PodSpec) {
  return [...initContainers, ...containers, ...ephemeralContainers] as readonly AnyContainer[];
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

/** As upstream, a reference without a name refers to nothing. */
function named(names: Names): ReadonlySet<string> {
  return new Set(names.filter((name) => name !== undefined && name !== "") as readonly string[]);
}
