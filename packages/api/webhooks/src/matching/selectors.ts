import {
  compileLabelSelector,
  type KubernetesObject,
  type LabelMatcher,
  type LabelSelector,
  StoreError,
} from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest } from "@engenho/registry";
import { isNamespaces } from "../review/attributes.js";

/** Selectors of stored configurations are compiled once. */
const compiled = new WeakMap<LabelSelector, LabelMatcher>();

function matcherOf(selector: LabelSelector): LabelMatcher {
  let matcher = compiled.get(selector);
  if (matcher === undefined) {
    matcher = compileLabelSelector(selector);
    compiled.set(selector, matcher);
  }
  return matcher;
}

/**
 * Whether the labels of the request's namespace match (upstream: predicates/namespace). Cluster-scoped objects always match, except for
 * Namespaces. Throws StoreError `NotFound` for a namespace that does not exist, RangeError for a selector that is none.
 */
export function matchesNamespace(
  selector: LabelSelector,
  request: AdmissionRequest,
  context: AdmissionContext,
): MaybePromise<boolean> {
  const ofNamespaces = isNamespaces(request);
  if (request.namespace === "" && !ofNamespaces) return true;
  const matcher = matcherOf(selector);
  if (matcher.selectsEverything) return true;
  const { operation, object, subresource } = request;
  // The stored Namespace does not have the labels yet that the request gives it.
  if (ofNamespaces && subresource === "" && operation !== "DELETE") return matcher.matches(object?.metadata.labels);
  const name = ofNamespaces ? request.name : request.namespace;
  return andThen(context.get({ group: "", kind: "Namespace", namespace: "", name }), (namespace) => {
    if (namespace !== undefined) return matcher.matches(namespace.metadata.labels);
    throw new StoreError("NotFound", `namespaces "${name}" not found`, { details: { name, kind: "namespaces" } });
  });
}

/**
 * Whether the labels of the object match, before or after the request (upstream: predicates/object). Throws RangeError for a selector
 * that is none.
 */
export function matchesObject(selector: LabelSelector, { object, oldObject }: AdmissionRequest): boolean {
  const matcher = matcherOf(selector);
  if (matcher.selectsEverything) return true;
  const has = (one: KubernetesObject | undefined) => one !== undefined && matcher.matches(one.metadata.labels);
  return has(object) || has(oldObject);
}
