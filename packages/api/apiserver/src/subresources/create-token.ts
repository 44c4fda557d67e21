import {
  extendedExpirationSeconds,
  type RequestedToken,
  type TokenIssuer,
  warnOnlyExpirationSeconds,
} from "@engenho/authentication";
import {
  findObject,
  formatTime,
  nodes,
  pods,
  type ServiceAccount,
  type Stored,
  StoreError,
  secrets,
  serviceAccounts,
} from "@engenho/core";
import { invalidError } from "@engenho/machinery";
import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeQuery } from "../api-request.js";
import { readObject, reportFaults } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import { typedReview } from "../body/typed-review.js";
import { bodyKind } from "../resources/update.js";
import type { ServerContext } from "../server-context.js";
import { invalid } from "../status/causes.js";
import { badRequest } from "../status/refusals.js";
import {
  type BoundObjectReference,
  defaultExpirationSeconds,
  expirationCauses,
  isCoreGroup,
  printedKind,
  type TokenRequest,
} from "./token-request.js";

const tokenRequest = { group: "authentication.k8s.io", kind: "TokenRequest" };

/**
 * POST to a ServiceAccount's `token`: issues a token (upstream: pkg/registry/core/serviceaccount/storage/token.go). Throws
 * StoreError.
 */
export async function createToken(
  context: ServerContext,
  request: ResourceRequest,
  issuer: TokenIssuer,
): Promise<Answer> {
  const { namespace, info } = request;
  const sent = await readTokenRequest(context, request);
  if ((sent.metadata.name || info.name) !== info.name) {
    const cause = invalid(
      "metadata.name",
      JSON.stringify(sent.metadata.name),
      "must match the service account name if specified",
    );
    throw invalidError(tokenRequest, info.name, [cause]);
  }
  const account = await context.store.get(serviceAccounts, { namespace, name: info.name });
  const { uid } = account.metadata;
  if ((sent.metadata.uid || uid) !== uid) {
    throw conflict(
      tokenRequest,
      info.name,
      `the UID in the token request (${sent.metadata.uid}) does not match the UID of the service account (${uid})`,
    );
  }
  const {
    boundObjectRef,
    expirationSeconds: wanted = defaultExpirationSeconds,
    audiences: named = [],
  } = sent.spec ?? {};
  const audiences = named.length === 0 ? issuer.audiences : named;
  const causes = expirationCauses(wanted);
  if (causes.length > 0) throw invalidError(tokenRequest, "", causes);
  const bound = boundObjectRef === undefined ? {} : await boundObject(context, account, boundObjectRef);
  const nowMs = context.clock.now();
  const expirationSeconds = shortened(wanted, issuer, request);
  const extended =
    issuer.extendExpiration &&
    bound.pod !== undefined &&
    expirationSeconds === warnOnlyExpirationSeconds &&
    audiences.every((audience) => issuer.audiences.includes(audience));
  const token = issuer.issue({
    audiences,
    nowMs,
    expirationSeconds: extended ? extendedExpirationSeconds : expirationSeconds,
    warnAfter: extended ? Math.floor(nowMs / 1000) + expirationSeconds : undefined,
    namespace: account.metadata.namespace ?? "",
    serviceAccount: { name: info.name, uid },
    ...bound,
  });
  const { kind, apiVersion, metadata } = sent;
  const value = {
    kind,
    apiVersion,
    metadata: { ...metadata, name: info.name, namespace, uid, creationTimestamp: formatTime(nowMs) },
    spec: { audiences, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
    status: { token, expirationTimestamp: formatTime(nowMs + expirationSeconds * 1000) },
  };
  return { type: "value", code: 201, value };
}

async function readTokenRequest(context: ServerContext, request: ResourceRequest): Promise<TokenRequest> {
  const { fieldValidation } = writeQuery(request, "CreateOptions");
  const expected = bodyKind(request);
  const schema = request.definition.subresources.find(({ name }) => name === "token")?.schema;
  const body = await readObject(context, request, { expected, fieldValidation });
  const { review, unknownFields } = typedReview(body.object, schema);
  reportFaults(request, body, { expected, fieldValidation, unknownFields });
  return scopeObject(review, { namespace: request.namespace }) as TokenRequest;
}

function shortened(wanted: number, { maxExpirationSeconds: max }: TokenIssuer, { warnings }: ResourceRequest): number {
  if (max === undefined || wanted <= max) return wanted;
  warnings.push(`requested expiration of ${wanted} seconds shortened to ${max} seconds`);
  return max;
}

type Bound = Pick<RequestedToken, "pod" | "secret" | "node">;

/** Looks up the object that a token is to be bound to. Throws StoreError. */
async function boundObject(
  context: ServerContext,
  account: Stored<ServiceAccount>,
  reference: BoundObjectReference,
): Promise<Bound> {
  const { name = "", kind = "", apiVersion } = reference;
  const { namespace } = account.metadata;
  switch (isCoreGroup(apiVersion) ? kind : "") {
    case "Pod": {
      const pod = await context.store.get(pods, { namespace, name });
      if (pod.spec?.serviceAccountName !== account.metadata.name) {
        const wanted = JSON.stringify(account.metadata.name);
        throw badRequest(
          `cannot bind token for serviceaccount ${wanted} to pod running with different serviceaccount name.`,
        );
      }
      const node = pod.spec?.nodeName;
      const bound = { pod: checked(pod, reference) };
      return node === undefined || node === "" ? bound : { ...bound, node: await nodeClaim(context, node) };
    }
    case "Secret":
      return { secret: checked(await context.store.get(secrets, { namespace, name }), reference) };
    case "Node":
      return { node: checked(await context.store.get(nodes, { name }), reference) };
    default:
      throw badRequest(`cannot bind token to object of type ${printedKind(reference)}`);
  }
}

/** The Node of a Pod: by its name alone if it does not exist. */
async function nodeClaim({ store }: ServerContext, name: string): Promise<NonNullable<Bound["node"]>> {
  const node = await findObject(store, nodes, { name });
  return node === undefined ? { name } : { name, uid: node.metadata.uid };
}

function checked(
  { metadata }: Stored,
  { kind = "", name = "", uid }: BoundObjectReference,
): { name: string; uid: string } {
  if (uid !== undefined && uid !== "" && uid !== metadata.uid) {
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
