import type { ObjectMeta, StatusCause } from "@engenho/core";
import { invalid } from "../status/causes.js";
import { checkSelectors, type SelectorAttributes } from "./selector-attributes.js";

/** `spec` of a (Self|Local)SubjectAccessReview, after decoding. */
export interface AccessReviewSpec {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A request for a resource, as a review describes it. */
export interface ResourceAttributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly fieldSelector?: SelectorAttributes;
  readonly labelSelector?: SelectorAttributes;
}

/** The validated part of an access review. */
export interface AccessReview {
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: AccessReviewSpec;
}

/**
 * Validates an access review, with errors in upstream's order (pkg/apis/authorization/validation). Its metadata must be empty;
 * managed fields, which upstream records for reviews too, are ignored.
 */
export function accessReviewCauses({ kind, metadata, spec = {} }: AccessReview): readonly StatusCause[] {
  const local = kind === "LocalSubjectAccessReview";
  const { namespace = "" } = metadata;
  return [
    ...specCauses(spec, kind),
    ...metadataCauses(metadata, local),
    ...(local ? localCauses(spec, namespace) : []),
  ];
}

function specCauses(spec: AccessReviewSpec, kind: string): readonly StatusCause[] {
  const { resourceAttributes: resource, nonResourceAttributes: other, user = "", groups = [] } = spec;
  const causes: StatusCause[] = [];
  if (resource !== undefined && other !== undefined) {
    const text = "cannot be specified in combination with resourceAttributes";
    causes.push(invalid("spec.nonResourceAttributes", shown(other), text));
  }
  if (resource === undefined && other === undefined) {
    const text = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    causes.push(invalid("spec.resourceAttributes", "null", text));
  }
  if (kind !== "SelfSubjectAccessReview" && user === "" && groups.length === 0) {
    causes.push(invalid("spec.user", '""', "at least one of user or group must be specified"));
  }
  const path = "spec.resourceAttributes";
  checkSelectors(resource?.fieldSelector, { path: `${path}.fieldSelector`, ofLabels: false, causes });
  checkSelectors(resource?.labelSelector, { path: `${path}.labelSelector`, ofLabels: true, causes });
  return causes;
}

function metadataCauses({ managedFields: _ignored, ...metadata }: ObjectMeta, local: boolean): readonly StatusCause[] {
  const { namespace, ...rest } = metadata;
  const isEmpty = Object.values(local ? rest : metadata).every(isZero);
  if (isEmpty) return [];
  const text = local ? "must be empty except for namespace" : "must be empty";
  return [invalid("metadata", JSON.stringify(inGoOrder(metadata)), text)];
}

function localCauses(spec: AccessReviewSpec, namespace: string): readonly StatusCause[] {
  const { resourceAttributes: resource, nonResourceAttributes: other } = spec;
  const causes: StatusCause[] = [];
  if (resource !== undefined && (resource.namespace ?? "") !== namespace) {
    const sent = JSON.stringify(resource.namespace ?? "");
    causes.push(invalid("spec.resourceAttributes.namespace", sent, "must match metadata.namespace"));
  }
  if (other !== undefined) {
    causes.push(invalid("spec.nonResourceAttributes", shown(other), "disallowed on this kind of request"));
  }
  return causes;
}

/** Upstream prints its internal type, whose fields have their Go names. */
function shown({ path = "", verb = "" }: NonNullable<AccessReviewSpec["nonResourceAttributes"]>): string {
  return JSON.stringify({ Path: path, Verb: verb });
}

function isZero(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "" || value === 0;
}

const goOrder = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
] as const;

function inGoOrder(metadata: object): object {
  const fields = metadata as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    goOrder.filter((field) => !isZero(fields[field])).map((field) => [field, sortedKeys(fields[field])]),
  );
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
