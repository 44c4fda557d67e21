import type { LabelSelector } from "@engenho/core";
import type { AuthorizationAttributes } from "@engenho/registry";

/** A version of authorization.k8s.io. */
export type ReviewVersion = "v1" | "v1beta1";

/** A SubjectAccessReview to be sent. */
export interface SentReview {
  readonly kind: "SubjectAccessReview";
  readonly apiVersion: string;
  readonly metadata: object;
  readonly spec: object;
  readonly status: object;
}

/**
 * The input of a webhook's match conditions: the spec of a SubjectAccessReview of v1 with all its strings, including
 * empty ones.
 */
export interface AccessRequest {
  /** The name of the user. */
  readonly user: string;
  /** The user's groups. */
  readonly groups: readonly string[];
  /** The user's UID; empty if there is none. */
  readonly uid: string;
  /** Extra fields that the authenticator adds. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
  /** The request, if it is for a resource. */
  readonly resourceAttributes?: object;
  /** The request, if it is for another path. */
  readonly nonResourceAttributes?: object;
}

/** The request as match conditions see it (upstream: authorization/cel convertObjectToUnstructured). */
export function accessRequest(attributes: AuthorizationAttributes): AccessRequest {
  const { name: user, uid = "", groups = [], extra = {} } = attributes.user;
  const { isResource, path, verb, namespace, group, version, resource, subresource, name } = attributes;
  const who = { user, groups, uid, extra };
  if (!isResource) return { ...who, nonResourceAttributes: { verb, path } };
  const texts = { namespace, verb, group, version, resource, subresource, name };
  return { ...who, resourceAttributes: { ...texts, ...selectorsOf(attributes) } };
}

/** The SubjectAccessReview for a request, as upstream sends it. */
export function accessReview(attributes: AuthorizationAttributes, version: ReviewVersion): SentReview {
  const { name: user, uid = "", groups = [], extra } = attributes.user;
  const { isResource, path, verb } = attributes;
  const spec = {
    ...(isResource
      ? { resourceAttributes: resourceAttributes(attributes) }
      : { nonResourceAttributes: present({ path, verb }) }),
    ...present({ user }),
    ...(groups.length === 0 ? {} : { [version === "v1" ? "groups" : "group"]: groups }),
    ...(extra === undefined ? {} : { extra }),
    ...present({ uid }),
  };
  const apiVersion = `authorization.k8s.io/${version}`;
  return { kind: "SubjectAccessReview", apiVersion, metadata: {}, spec, status: { allowed: false } };
}

function resourceAttributes(attributes: AuthorizationAttributes): object {
  const { namespace, verb, group, version, resource, subresource, name } = attributes;
  return { ...present({ namespace, verb, group, version, resource, subresource, name }), ...selectorsOf(attributes) };
}

function selectorsOf({ fieldSelector = [], labelSelector }: AuthorizationAttributes): object {
  const labels = labelRequirements(labelSelector);
  const fields = fieldSelector.map(({ field, operator, value }) => ({
    key: field,
    operator: operator === "=" ? "In" : "NotIn",
    values: [value],
  }));
  return {
    ...(fields.length === 0 ? {} : { fieldSelector: { requirements: fields } }),
    ...(labels.length === 0 ? {} : { labelSelector: { requirements: labels } }),
  };
}

function labelRequirements({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): readonly object[] {
  const equal = Object.entries(matchLabels).map(([key, value]) => ({ key, operator: "In", values: [value] }));
  return [...equal, ...matchExpressions];
}

/** Omits empty strings, as Go does. */
function present(texts: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}
