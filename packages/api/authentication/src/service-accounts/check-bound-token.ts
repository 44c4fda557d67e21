import {
  errorMessage,
  type KindToken,
  type KubernetesObject,
  nodes,
  type ObjectKey,
  parseTime,
  pods,
  type Store,
  type Stored,
  secrets,
  serviceAccounts,
  type TokenBinding,
  type TokenReference,
} from "@engenho/core";
import type { CommonClaims } from "./claims.js";
import { invalidated, TokenError } from "./token-error.js";

/** How far clocks may differ, in seconds (go-jose's DefaultLeeway). */
const leewaySeconds = 60;

/**
 * Checks that a token is valid at `nowMs`, and that its ServiceAccount and the object that it is bound to still exist,
 * with the same UIDs. An object whose deletion is pending counts as existing for the leeway (upstream:
 * pkg/serviceaccount claims.go, validator.Validate). Throws TokenError.
 */
export async function checkBoundToken(
  store: Store,
  { common, bound, nowMs }: { readonly common: CommonClaims; readonly bound: TokenBinding; readonly nowMs: number },
): Promise<void> {
  checkTimes(common, nowMs / 1000);
  const { namespace, serviceAccount, pod, secret, node } = bound;
  const account = await requireServiceAccount(store, { namespace, name: serviceAccount.name });
  if (account.metadata.uid !== serviceAccount.uid) {
    throw new TokenError(`service account UID (${account.metadata.uid}) does not match claim (${serviceAccount.uid})`);
  }
  if (isDeleted(account, nowMs))
    throw new TokenError(`service account ${namespace}/${serviceAccount.name} has been deleted`);
  if (secret !== undefined) await checkObject(store, secrets, { namespace, claim: secret, what: "secret", nowMs });
  if (pod !== undefined) await checkObject(store, pods, { namespace, claim: pod, what: "pod", nowMs });
  else if (node !== undefined) await checkObject(store, nodes, { claim: node, what: "node", nowMs });
}

function checkTimes({ notBefore, expiry, issuedAt }: CommonClaims, now: number): void {
  if (notBefore !== undefined && now + leewaySeconds < notBefore) {
    throw new TokenError("service account token is not valid yet");
  }
  if (expiry !== undefined && now - leewaySeconds > expiry) throw new TokenError("service account token has expired");
  if (issuedAt !== undefined && now + leewaySeconds < issuedAt) {
    throw new TokenError("service account token is issued in the future");
  }
}

/** Reads the ServiceAccount of a token. Throws TokenError if there is none. */
export async function requireServiceAccount(store: Store, key: ObjectKey) {
  try {
    return await store.get(serviceAccounts, key);
  } catch (error) {
    throw new TokenError(errorMessage(error));
  }
}

interface BoundObject {
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly claim: TokenReference;
  /** The kind in messages. */
  readonly what: string;
  readonly nowMs: number;
}

async function checkObject<T extends KubernetesObject>(
  store: Store,
  kind: KindToken<T>,
  { namespace, claim, what, nowMs }: BoundObject,
): Promise<void> {
  let object: Stored<T>;
  try {
    object = await store.get(kind, { namespace, name: claim.name });
  } catch {
    throw invalidated();
  }
  const { uid } = object.metadata;
  if (uid !== claim.uid) {
    throw new TokenError(`${what} UID (${uid}) does not match service account ${what} ref claim (${claim.uid})`);
  }
  if (isDeleted(object, nowMs)) throw invalidated();
}

/** A Pod's deletionTimestamp includes its grace period. */
function isDeleted({ metadata }: KubernetesObject, nowMs: number): boolean {
  const deletedMs = parseTime(metadata.deletionTimestamp);
  return deletedMs !== undefined && deletedMs < nowMs - leewaySeconds * 1000;
}
