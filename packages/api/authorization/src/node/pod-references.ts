import { type Pod, podConfigMapNames, podSecretNames } from "@engenho/core";

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

/**
 * The references of a Pod (upstream: node.Graph.AddPod, VisitPodSecretNames, VisitPodConfigmapNames). Those of a mirror
 * pod do not count, because a node could create one to get access to anything.
 */
export function podReferences(pod: Pod): PodReferences {
  const { metadata, spec, status } = pod;
  if (metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined || spec === undefined) return nothing;
  const { volumes = [], resourceClaims = [], serviceAccountName } = spec;
  return {
    secrets: podSecretNames(spec),
    configMaps: podConfigMapNames(spec),
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

/** The ResourceClaim that was generated from a template, which the Pod's status names. */
function generatedClaim({ status }: Pod, name: string): string | undefined {
  return status?.resourceClaimStatuses?.find((claim) => claim.name === name)?.resourceClaimName;
}
