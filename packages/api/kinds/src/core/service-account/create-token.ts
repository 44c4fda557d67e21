import {
  formatTime,
  isStoreError,
  type KubernetesObject,
  type Pod,
  type RequestedToken,
  type Stored,
  StoreError,
  type TokenIssuer,
  type TokenReference,
  type WriteOptions,
} from "@engenho/core";
import { Causes, invalidError } from "@engenho/machinery";
import type { SubresourceContext } from "@engenho/registry";
import { type BoundObjectReference, isCoreGroup, printedKind, type TokenRequestBody } from "./token-request.js";

const tokenRequest = { group: "authentication.k8s.io", kind: "TokenRequest" };

const minExpirationSeconds = 600;
/** The lifetime by which kubelets request the tokens of Pods, in seconds: it marks tokens whose expiry may be extended. */
const kubeletExpirationSeconds = 60 * 60 + 7;
/** The lifetime of such a token, in seconds. */
const extendedExpirationSeconds = 24 * 365 * 60 * 60;

/**
 * Issues a token of a ServiceAccount: returns the TokenRequest with it (upstream:
 * pkg/registry/core/serviceaccount/storage/token.go). Throws StoreError.
 */
export async function createToken(
  context: SubresourceContext,
  body: KubernetesObject,
  { onWarning, onAuditAnnotation }: WriteOptions,
): Promise<KubernetesObject> {
  const { tokenIssuer: issuer } = context;
  if (issuer === undefined) {
    const message = 'token is not supported on resources of kind "serviceaccounts": this server does not issue tokens';
    throw new StoreError("MethodNotAllowed", message, { details: { group: "", kind: "serviceaccounts" } });
  }
  const { kind, apiVersion, metadata, spec = {} } = body as TokenRequestBody;
  const { name = "", namespace = "" } = metadata;
  const account = await context.get({ apiVersion: "v1", kind: "ServiceAccount", namespace, name });
  const { uid } = account.metadata;
  if ((metadata.uid || uid) !== uid) {
    const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw conflict(tokenRequest, name, why);
  }
  const { boundObjectRef, audiences: named = [], expirationSeconds: wanted = 0 } = spec;
  const audiences = named.length === 0 ? issuer.audiences : named;
  checkExpiration(wanted);
  const bound = boundObjectRef === undefined ? {} : await boundObject(context, account, boundObjectRef);
  const nowMs = context.clock.now();
  const expirationSeconds = shortened(wanted, issuer, onWarning);
  const extended =
    issuer.extendExpiration &&
    bound.pod !== undefined &&
    expirationSeconds === kubeletExpirationSeconds &&
    audiences.every((audience) => issuer.audiences.includes(audience));
  const { token, id } = issuer.issue({
    audiences,
    nowMs,
    expirationSeconds: extended ? extendedExpirationSeconds : expirationSeconds,
    warnAfter: extended ? Math.floor(nowMs / 1000) + expirationSeconds : undefined,
    namespace,
    serviceAccount: { name, uid },
    ...bound,
  });
  if (id !== "") onAuditAnnotation?.("authentication.kubernetes.io/issued-credential-id", `JTI=${id}`);
  const issued = {
    kind,
    apiVersion,
    metadata: { ...metadata, name, namespace, uid, creationTimestamp: formatTime(nowMs) },
    spec: { audiences, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: formatTime(nowMs + expirationSeconds * 1000) },
  };
  return issued;
}

/** Upstream: pkg/apis/authentication/validation. */
function checkExpiration(seconds: number): void {
  const causes = new Causes();
  const field = "spec.expirationSeconds";
  if (seconds < minExpirationSeconds) causes.invalid(field, seconds, "may not specify a duration less than 10 minutes");
  if (seconds > 2 ** 32) causes.invalid(field, seconds, "may not specify a duration larger than 2^32 seconds");
  if (causes.list.length > 0) throw invalidError(tokenRequest, "", causes.list);
}

function shortened(
  wanted: number,
  { maxExpirationSeconds: max }: TokenIssuer,
  onWarning: WriteOptions["onWarning"],
): number {
  if (max === undefined || wanted <= max) return wanted;
  onWarning?.(`requested expiration of ${wanted} seconds shortened to ${max} seconds`);
  return max;
}

type Bound = Pick<RequestedToken, "pod" | "secret" | "node">;

/** Looks up the object that a token is to be bound to. Throws StoreError. */
async function boundObject(
  context: SubresourceContext,
  { metadata: account }: Stored,
  reference: BoundObjectReference,
): Promise<Bound> {
  const { name = "", kind = "" } = reference;
  const at = { apiVersion: "v1", kind, namespace: account.namespace, name };
  switch (isCoreGroup(reference.apiVersion) ? kind : "") {
    case "Pod": {
      const pod = (await context.get(at)) as Stored<Pod>;
      if (pod.spec?.serviceAccountName !== account.name) {
        const message = `cannot bind token for serviceaccount ${JSON.stringify(account.name)} to pod running with different serviceaccount name.`;
        throw new StoreError("BadRequest", message);
      }
      const { nodeName = "" } = pod.spec;
      const bound = { pod: checked(pod, reference) };
      return nodeName === "" ? bound : { ...bound, node: await nodeOf(context, nodeName) };
    }
    case "Secret":
      return { secret: checked(await context.get(at), reference) };
    case "Node":
      return { node: checked(await context.get({ apiVersion: "v1", kind, name }), reference) };
    default:
      throw new StoreError("BadRequest", `cannot bind token to object of type ${printedKind(reference)}`);
  }
}

/** The Node of a Pod: by its name alone if it does not exist. */
async function nodeOf(context: SubresourceContext, name: string): Promise<TokenReference> {
  try {
    const { metadata } = await context.get({ apiVersion: "v1", kind: "Node", name });
    return { name, uid: metadata.uid };
  } catch (error) {
    if (isStoreError(error, "NotFound")) return { name };
    throw error;
  }
}

function checked({ metadata }: Stored, { kind = "", name = "", uid = "" }: BoundObjectReference): TokenReference {
  if (uid !== "" && uid !== metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", kind }, name, why);
  }
  return { name: metadata.name, uid: metadata.uid };
}

function conflict({ group, kind }: typeof tokenRequest, name: string, why: string): StoreError {
  const qualified = group === "" ? kind : `${kind}.${group}`;
  const message = `Operation cannot be fulfilled on ${qualified} ${JSON.stringify(name)}: ${why}`;
  return new StoreError("Conflict", message, { details: { name, group, kind } });
}
