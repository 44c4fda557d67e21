import { type Container, copyWith, type coreV1, definedFields, type PodSpec } from "@engenho/core";

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";

/**
 * A Pod's spec with its ServiceAccount. `account`: the stored one; undefined if there is none, then only its name is set.
 *
 * The name of the token volume ends with five letters that depend on the spec alone, where upstream's are random: Pods of one
 * ReplicaSet, which share a spec, continue to share it.
 */
export function withServiceAccount(spec: PodSpec, name: string, account: coreV1.ServiceAccount | undefined): PodSpec {
  const named =
    spec.serviceAccountName === name && spec.serviceAccount === name
      ? spec
      : copyWith(spec, { serviceAccountName: name, serviceAccount: name });
  if (account === undefined) return named;
  const mounted = automounts(spec, account) ? withToken(named) : named;
  const pullSecrets = account.imagePullSecrets ?? [];
  if (pullSecrets.length === 0 || (spec.imagePullSecrets ?? []).length > 0) return mounted;
  return copyWith(mounted, { imagePullSecrets: pullSecrets.map(({ name = "" }) => ({ name })) });
}

/** The Pod's setting takes precedence over the account's. */
function automounts(spec: PodSpec, account: coreV1.ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
}

function withToken(spec: PodSpec): PodSpec {
  const { containers = [], initContainers, volumes = [] } = spec;
  const existing = volumes.find((volume) => volume.name.startsWith(volumePrefix));
  const name = existing?.name ?? volumePrefix + suffixOf(spec);
  const mount = (container: Container) => withMount(container, name);
  const allContainers = containers.map(mount);
  const allInitContainers = initContainers?.map(mount);
  const changed = [...allContainers, ...(allInitContainers ?? [])].some(
    (container) => !containers.includes(container) && !initContainers?.includes(container),
  );
  if (!changed) return spec;
  return definedFields(
    copyWith(spec, {
      volumes: existing === undefined ? [...volumes, tokenVolume(name)] : volumes,
      initContainers: allInitContainers,
      containers: allContainers,
    }),
  ) as PodSpec;
}

/** A container with another mount at the path of the token keeps that one. */
function withMount(container: Container, name: string): Container {
  const mounts = container.volumeMounts ?? [];
  if (mounts.some((mount) => mount.mountPath === mountPath)) return container;
  return copyWith(container, { volumeMounts: [...mounts, { name, readOnly: true, mountPath }] }) as Container;
}

/** With defaults, because admission follows defaulting (upstream: TokenVolumeSource). */
function tokenVolume(name: string): coreV1.Volume {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
      defaultMode: 0o644,
    },
  };
}

/** The letters of generated names (k8s.io/apimachinery/pkg/util/rand). */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Five letters from a hash of the spec (FNV-1a). */
function suffixOf(spec: PodSpec): string {
  const text = JSON.stringify(spec);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  let rest = hash >>> 0;
  let suffix = "";
  for (let index = 0; index < 5; index++) {
    suffix += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return suffix;
}
