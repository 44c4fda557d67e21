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

/** The question whether a request is allowed, as upstream sends it. */
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
  const { namespace, verb, group, version, resource, subresource, name, fieldSelector = [] } = attributes;
  const labels = labelRequirements(attributes.labelSelector);
  const fields = fieldSelector.map(({ field, operator, value }) => ({
    key: field,
    operator: operator === "=" ? "In" : "NotIn",
    values: [value],
  }));
  return {
    ...present({ namespace, verb, group, version, resource, subresource, name }),
    ...(fields.length === 0 ? {} : { fieldSelector: { requirements: fields } }),
    ...(labels.length === 0 ? {} : { labelSelector: { requirements: labels } }),
  };
}

function labelRequirements({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): readonly object[] {
  const equal = Object.entries(matchLabels).map(([key, value]) => ({ key, operator: "In", values: [value] }));
  return [...equal, ...matchExpressions];
}

/** Without empty texts, as Go leaves them out. */
function present(texts: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
}
