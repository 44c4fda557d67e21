import {
  compileLabelSelector,
  type FieldRequirement,
  type LabelSelector,
  type ListOptions,
  type Stored,
  StoreError,
} from "@engenho/core";
import type { IndexLookup, TableQuery } from "@engenho/storage";

/** The query of a list, with the criteria that the server supports. */
export function serverQuery({ labelSelector, fieldSelector, limit, continue: token }: ListOptions): URLSearchParams {
  const query = new URLSearchParams();
  const labels = labelSelector === undefined ? "" : selectorText(labelSelector);
  if (labels !== "") query.set("labelSelector", labels);
  if (fieldSelector !== undefined && fieldSelector.length > 0) {
    query.set("fieldSelector", fieldSelector.map(requirementText).join(","));
  }
  if (limit !== undefined && limit > 0) query.set("limit", String(limit));
  if (token !== undefined && token !== "") query.set("continue", token);
  return query;
}

/** The criteria that the server does not support (owners) as a predicate. Undefined: none. */
export function clientFilter({ ownerUid, uncontrolled }: ListOptions): ((object: Stored) => boolean) | undefined {
  if (ownerUid === undefined && uncontrolled !== true) return undefined;
  return ({ metadata: { ownerReferences = [] } }) =>
    (ownerUid === undefined || ownerReferences.some(({ uid }) => uid === ownerUid)) &&
    (uncontrolled !== true || !ownerReferences.some(({ controller }) => controller === true));
}

/** The same criteria for a cache. Throws StoreError `BadRequest` for a selector that cannot be converted. */
export function cacheQuery({
  namespace,
  labelSelector,
  fieldSelector = [],
  ownerUid,
  uncontrolled,
}: ListOptions): TableQuery {
  const unequal = fieldSelector.filter(({ operator }) => operator === "!=");
  const accepts = (object: Stored) =>
    unequal.every(({ field, value }) => fieldText(object, field) !== value) &&
    (uncontrolled !== true || !(object.metadata.ownerReferences ?? []).some(({ controller }) => controller === true));
  return {
    namespace,
    ownerUid,
    labels: labelSelector === undefined ? undefined : compiled(labelSelector),
    lookups: fieldSelector.filter(({ operator }) => operator === "=").map(lookup),
    accepts: unequal.length > 0 || uncontrolled === true ? accepts : undefined,
  };
}

function compiled(selector: LabelSelector) {
  try {
    return compileLabelSelector(selector);
  } catch (error) {
    throw new StoreError("BadRequest", (error as Error).message, { cause: error });
  }
}

function lookup({ field, value }: FieldRequirement): IndexLookup {
  return { index: `field:${field}`, valuesOf: (object) => fieldText(object, field), value };
}

/** The text of a field by its path; an absent one reads as `""`. */
function fieldText(object: object, path: string): string {
  let value: unknown = object;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return "";
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value === undefined || value === null ? "" : String(value);
}

function requirementText({ field, operator, value }: FieldRequirement): string {
  return `${field}${operator}${value.replace(/[\\,=]/g, "\\$&")}`;
}

/** A label selector as text (metav1.FormatLabelSelector). Throws StoreError `BadRequest` for one that cannot be converted. */
function selectorText(selector: LabelSelector): string {
  compiled(selector);
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case "In":
        return `${key} in (${values.join(",")})`;
      case "NotIn":
        return `${key} notin (${values.join(",")})`;
      case "Exists":
        return key;
      default:
        return `!${key}`;
    }
  });
  return [...equalities, ...expressions].join(",");
}
