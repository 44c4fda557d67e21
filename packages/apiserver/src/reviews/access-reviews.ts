import type { KubernetesObject, StatusCause } from "@engenho/core";
import { StoreError } from "@engenho/core";
import { invalid, required } from "../status/causes.js";

/** What reviews say of permissions: there is no authorization, so whoever is known may do everything. */
const allowed = { allowed: true, reason: "every authenticated user may do everything here" } as const;

interface Review extends KubernetesObject {
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The answer to a (Self|Local)SubjectAccessReview. Throws StoreError `Invalid`. */
export function reviewAccess(review: Review): object {
  const { spec = {}, apiVersion, kind, metadata } = review;
  const causes = specCauses(spec, kind);
  if (causes.length > 0) throw invalidReview(kind, causes);
  return { kind, apiVersion, metadata: withoutNullTime(metadata), spec, status: allowed };
}

/** The answer to a SelfSubjectRulesReview. Throws StoreError `Invalid`. */
export function reviewRules(review: Review): object {
  const { spec = {}, apiVersion, kind } = review;
  if (!isText(spec.namespace)) throw invalidReview(kind, [required("namespace", "no namespace on request")]);
  return {
    kind,
    apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
      nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
      incomplete: false,
    },
  };
}

/** Go clients before 1.34 send a creation time of null, which is none. */
function withoutNullTime(metadata: Review["metadata"]): object {
  if (metadata.creationTimestamp !== null) return metadata;
  const { creationTimestamp: _none, ...rest } = metadata;
  return rest;
}

function specCauses(spec: Readonly<Record<string, unknown>>, kind: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const resource = spec.resourceAttributes ?? undefined;
  const other = spec.nonResourceAttributes ?? undefined;
  if (resource !== undefined && other !== undefined) {
    causes.push(
      invalid(
        "spec.nonResourceAttributes",
        JSON.stringify(other),
        "cannot be specified in combination with resourceAttributes",
      ),
    );
  } else if (resource === undefined && other === undefined) {
    causes.push(
      invalid(
        "spec.resourceAttributes",
        JSON.stringify(spec),
        "exactly one of nonResourceAttributes or resourceAttributes must be specified",
      ),
    );
  }
  const hasSubject = isText(spec.user) || (Array.isArray(spec.groups) && spec.groups.length > 0);
  if (kind !== "SelfSubjectAccessReview" && !hasSubject) {
    causes.push(invalid("spec.user", '""', "at least one of user or group must be specified"));
  }
  return causes;
}

function invalidReview(kind: string, causes: readonly StatusCause[]): StoreError {
  const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return new StoreError("Invalid", `${kind}.authorization.k8s.io "" is invalid: ${text}`, {
    details: { group: "authorization.k8s.io", kind, causes },
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
