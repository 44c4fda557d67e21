import type { LimitedUse, QuotaResource, ScopeRequirement } from "@engenho/quota";

/** A resource that may only be consumed if a quota covers it (upstream: resourcequota LimitedResource). */
export interface LimitedResource {
  /** Default `""`: core. */
  readonly apiGroup?: string | undefined;
  /** The plural: `persistentvolumeclaims`. */
  readonly resource: string;
  /** Parts of the names of what is used: `.storageclass.storage.k8s.io/requests.storage`. Default: none. */
  readonly matchContains?: readonly string[] | undefined;
  /** Scopes that a quota has to have for an object that is in them, whatever its resource. Default: none. */
  readonly matchScopes?: readonly ScopeRequirement[] | undefined;
}

/** The limited usage of an object of a resource; undefined: none. */
export function limitedUseOf(
  limited: readonly LimitedResource[],
  { group, plural }: QuotaResource,
): LimitedUse | undefined {
  const nameParts = limited
    .filter(({ apiGroup = "", resource }) => apiGroup === group && resource === plural)
    .flatMap(({ matchContains = [] }) => matchContains);
  const scopes = limited.flatMap(({ matchScopes = [] }) => matchScopes);
  return nameParts.length === 0 && scopes.length === 0 ? undefined : { nameParts, scopes };
}
