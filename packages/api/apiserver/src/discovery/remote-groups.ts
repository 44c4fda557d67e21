import type { Group, GroupVersion } from "../catalogue/kind-table.js";
import type { RemoteResource, RemoteService } from "../remote/remote-services.js";

/**
 * The groups of discovery together with those of remote services: a remote version follows the local ones of its group.
 */
export function withRemoteGroups(groups: readonly Group[], remote: readonly RemoteService[]): readonly Group[] {
  if (remote.length === 0) return groups;
  const added = new Map<string, GroupVersion[]>();
  for (const { group, version } of remote) {
    const own = groups.find(({ name }) => name === group)?.versions ?? [];
    if (own.some((each) => each.version === version)) continue;
    const versions = added.get(group) ?? [];
    versions.push({ group, version, apiVersion: `${group}/${version}`, kinds: [] });
    added.set(group, versions);
  }
  const merged = groups.map((group) => {
    const versions = added.get(group.name);
    added.delete(group.name);
    return versions === undefined ? group : { ...group, versions: [...group.versions, ...versions] };
  });
  return [...merged, ...[...added].map(([name, versions]) => ({ name, versions }))];
}

/**
 * The aggregated discovery of a remote group version: its last known resources, marked as stale while the service is
 * not available (apidiscovery.k8s.io APIVersionDiscovery).
 */
export function remoteVersionDiscovery({ group, version, available, resources }: RemoteService): object {
  const all = resources?.resources ?? [];
  return {
    version,
    ...(all.length === 0 ? {} : { resources: all.filter(({ name }) => !name.includes("/")).map(describe) }),
    freshness: available ? "Current" : "Stale",
  };

  function kindOf(resource: RemoteResource): object {
    return { group: resource.group || group, version: resource.version || version, kind: resource.kind };
  }

  function describe(resource: RemoteResource): object {
    const { name, namespaced = false, singularName = "", verbs = [], shortNames = [], categories = [] } = resource;
    const subresources = all
      .filter((each) => each.name.startsWith(`${name}/`))
      .map((each) => ({
        subresource: each.name.slice(name.length + 1),
        responseKind: kindOf(each),
        verbs: each.verbs ?? [],
      }));
    return {
      resource: name,
      responseKind: kindOf(resource),
      scope: namespaced ? "Namespaced" : "Cluster",
      singularResource: singularName,
      verbs,
      ...(shortNames.length === 0 ? {} : { shortNames }),
      ...(categories.length === 0 ? {} : { categories }),
      ...(subresources.length === 0 ? {} : { subresources }),
    };
  }
}
