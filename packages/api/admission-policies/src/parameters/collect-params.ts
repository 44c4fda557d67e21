import type { admissionregistrationV1, KubernetesObject, Stored } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import { type AdmissionContext, goKind, matcherOf, type Resource } from "@engenho/registry";

type ParamKind = Partial<admissionregistrationV1.ParamKind>;
type ParamRef = Partial<admissionregistrationV1.ParamRef>;

/** The kind of a policy's parameters: undefined if it has none, an Error if the kind is not served. */
export function paramResourceOf(
  paramKind: ParamKind | undefined,
  context: AdmissionContext,
): Resource | undefined | Error {
  if (paramKind === undefined) return undefined;
  const { apiVersion = "", kind = "" } = paramKind;
  const found = context.findKind({ apiVersion, kind });
  if (found !== undefined) return found;
  const slash = apiVersion.indexOf("/");
  const shown = goKind({ group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1), kind });
  return new Error(`failed to find resource referenced by paramKind: '${shown}'`);
}

/**
 * The parameters with which a binding evaluates its policy, in the version that the policy names
 * (generic/policy_dispatcher.go: CollectParams): a single null if the policy has no parameters, an empty list if they
 * are missing and the binding allows that. Throws Error, or rejects, if they cannot be used.
 */
export function collectParams(
  { resource, ref }: { readonly resource: Resource | undefined; readonly ref: ParamRef | undefined },
  namespace: string,
  context: AdmissionContext,
): MaybePromise<readonly (KubernetesObject | null)[]> {
  if (resource === undefined || ref === undefined) return noParams;
  const { namespaced } = resource.definition;
  const { name = "", namespace: own = "", selector, parameterNotFoundAction } = ref;
  if (!namespaced && own !== "") {
    throw new Error("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
  }
  const inNamespace = namespaced ? own || namespace : "";
  if (namespaced && inNamespace === "") {
    throw new Error("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
  }
  if (name !== "" && selector !== undefined) {
    throw new Error("paramRef.name and paramRef.selector are mutually exclusive");
  }
  if (name === "" && selector === undefined) throw new Error("one of name or selector must be provided");
  const found =
    name === ""
      ? selected(resource, { namespace: namespaced ? inNamespace : undefined, selector: selector ?? {} }, context)
      : andThen(context.get({ ...resource.stored, namespace: inNamespace, name }), (one) =>
          one === undefined ? [] : [one],
        );
  return andThen(found, (params) => {
    if (params.length === 0 && parameterNotFoundAction === "Deny") {
      throw new Error("no params found for policy binding with `Deny` parameterNotFoundAction");
    }
    return inVersion(params, resource, context);
  });
}

const noParams: readonly null[] = Object.freeze([null]);

function selected(
  resource: Resource,
  {
    namespace,
    selector,
  }: { readonly namespace: string | undefined; readonly selector: NonNullable<ParamRef["selector"]> },
  context: AdmissionContext,
): MaybePromise<readonly Stored[]> {
  const matcher = matcherOf(selector);
  const listed = context.list(resource.stored, namespace === undefined ? {} : { namespace });
  return andThen(listed, ({ items }) => items.filter(({ metadata }) => matcher.matches(metadata.labels)));
}

function inVersion(
  params: readonly Stored[],
  resource: Resource,
  context: AdmissionContext,
): MaybePromise<readonly KubernetesObject[]> {
  const converted: KubernetesObject[] = [];
  const from = (index: number): MaybePromise<readonly KubernetesObject[]> => {
    const param = params[index];
    if (param === undefined) return converted;
    return andThen(context.served(param, resource), (object) => {
      converted.push(object);
      return from(index + 1);
    });
  };
  return from(0);
}
