import type { KubernetesObject } from "@engenho/core";

/** authentication.k8s.io TokenRequest, decoded and defaulted. */
export interface TokenRequestBody extends KubernetesObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: BoundObjectReference;
  };
}

/** The object that a token is to be bound to. */
export interface BoundObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** Group and version of an apiVersion; a malformed one has neither (upstream: schema.FromAPIVersionAndKind). */
function groupVersion(apiVersion = ""): readonly [group: string, version: string] {
  const [first = "", second, ...others] = apiVersion.split("/");
  if (others.length > 0) return ["", ""];
  return second === undefined ? ["", first] : [first, second];
}

/** Group, version and kind as Go prints them. */
export function printedKind({ apiVersion, kind = "" }: BoundObjectReference): string {
  const [group, version] = groupVersion(apiVersion);
  return `${group}/${version}, Kind=${kind}`;
}

/** Whether an apiVersion is of the core group. */
export function isCoreGroup(apiVersion: string | undefined): boolean {
  return groupVersion(apiVersion)[0] === "";
}
