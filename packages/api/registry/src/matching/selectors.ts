import { compileLabelSelector, type LabelMatcher, type LabelSelector, type Stored, StoreError } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest } from "../admission/admission.js";
import { isNamespaces } from "./attributes.js";

type Labels = Readonly<Record<string, string>> | undefined;

const compiled = new WeakMap<LabelSelector, LabelMatcher>();

/** The compiled form of a stored selector, which is compiled once. Throws RangeError for an invalid one. */
export function matcherOf(selector: LabelSelector): LabelMatcher {
  let matcher = compiled.get(selector);
  if (matcher === undefined) {
    matcher = compileLabelSelector(selector);
    compiled.set(selector, matcher);
  }
  return matcher;
}

/** Whether the labels of the request's namespace match (predicates/namespace). Cluster-scoped objects always do. */
export function matchesNamespace(
  selector: LabelSelector | undefined,
  request: AdmissionRequest,
  context: AdmissionContext,
): MaybePromise<boolean> {
  const ofNamespaces = isNamespaces(request);
  if (selector === undefined) return false;
  if (request.namespace === "" && !ofNamespaces) return true;
  const matcher = matcherOf(selector);
  if (matcher.selectsEverything) return true;
  const { operation, object, name } = request;
  // The stored Namespace does not have the labels yet that the request gives it.
  if (ofNamespaces && request.subresource === "" && operation !== "DELETE") {
    return matcher.matches(object?.metadata.labels);
  }
  const wanted = ofNamespaces ? name : request.namespace;
  const found = context.get({ group: "", kind: "Namespace", namespace: "", name: wanted });
  return andThen(found, (namespace) => {
    if (namespace === undefined) throw namespaceNotFound(wanted);
    return matcher.matches(namespace.metadata.labels);
  });
}

/** The 404 for a namespace that does not exist. */
export function namespaceNotFound(name: string): StoreError {
  return new StoreError("NotFound", `namespaces "${name}" not found`, { details: { name, kind: "namespaces" } });
}

/** Whether the labels of the object match, before or after the request (predicates/object). */
export function matchesObject(selector: LabelSelector | undefined, { object, oldObject }: AdmissionRequest): boolean {
  if (selector === undefined) return false;
  const matcher = matcherOf(selector);
  if (matcher.selectsEverything) return true;
  // The options of a connection have no metadata, and match no selector.
  const has = (one: { readonly metadata?: { readonly labels?: Labels } } | Stored | undefined) =>
    one?.metadata !== undefined && matcher.matches(one.metadata.labels);
  return has(object) || has(oldObject);
}
