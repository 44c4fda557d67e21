import type { Group } from "../catalogue/kind-table.js";

/** `GET /api` (metav1.APIVersions): the core group. `address` is the server's own, as the client reached it. */
export function apiVersions(core: Group | undefined, address: string): object {
  return {
    kind: "APIVersions",
    versions: (core?.versions ?? []).map(({ version }) => version),
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
  };
}

/** `GET /apis` (metav1.APIGroupList): all groups but core. */
export function apiGroupList(groups: readonly Group[]): object {
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.filter(({ name }) => name !== "").map(groupFields),
  };
}

/** `GET /apis/<group>` (metav1.APIGroup). */
export function apiGroup(group: Group): object {
  return { kind: "APIGroup", apiVersion: "v1", ...groupFields(group) };
}

function groupFields({ name, versions }: Group): object {
  const listed = versions.map(({ apiVersion, version }) => ({ groupVersion: apiVersion, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}
