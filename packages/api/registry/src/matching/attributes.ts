import type { User } from "@engenho/core";
import type { AdmissionRequest } from "../admission/admission.js";
import type { Resource } from "../model/resource.js";

/** Whether a request is about Namespaces themselves. */
export function isNamespaces({ resource }: Pick<AdmissionRequest, "resource">): boolean {
  return resource.definition.group === "" && resource.definition.plural === "namespaces";
}

/** The namespace of a request as upstream has it: that of a request about a Namespace is its name. */
export function namespaceOf(request: AdmissionRequest): string {
  return isNamespaces(request) ? request.name : request.namespace;
}

/** A kind in one version. */
export interface GroupVersionKind {
  /** `""` is core. */
  readonly group: string;
  /** Such as `v1`. */
  readonly version: string;
  /** In CamelCase. */
  readonly kind: string;
}

/** The kind of a request's object: for a subresource that of its body. */
export function kindOf(resource: Resource, subresource: string): GroupVersionKind {
  const { group, version, kind } = resource.subresources.get(subresource)?.body ?? resource.definition;
  return { group, version, kind };
}

/** As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`. */
export function goKind({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}, Kind=${kind}`;
}

/** Who makes the writes of the program itself: as the API server's own client. */
const programUser: User = { name: "system:apiserver", groups: ["system:authenticated", "system:masters"] };

/** Who makes a request. */
export function userOf({ user }: Pick<AdmissionRequest, "user">): User {
  return user ?? programUser;
}
