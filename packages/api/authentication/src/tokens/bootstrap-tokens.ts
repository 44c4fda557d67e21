import {
  type Clock,
  isStoreError,
  parseTime,
  type Secret,
  type Store,
  type Stored,
  secrets,
  systemClock,
} from "@engenho/core";
import {
  type Authentication,
  defaultAudience,
  intersection,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { isSameToken } from "./token-hash.js";

/** Options of {@link bootstrapTokens}. */
export interface BootstrapTokensOptions {
  /** The store with the Secrets of type `bootstrap.kubernetes.io/token` in `kube-system`. */
  readonly store: Store;
  /** The audiences of the API server, for which the tokens are valid. */
  readonly audiences?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

const form = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const groupForm = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
const bootstrappers = "system:bootstrappers";

/**
 * Authenticates tokens by which nodes join a cluster: `ID.SECRET`, as they are in Secrets called `bootstrap-token-ID` (upstream:
 * plugin/pkg/auth/authenticator/token/bootstrap).
 */
export function bootstrapTokens({
  store,
  audiences: own = [defaultAudience],
  clock,
}: BootstrapTokensOptions): TokenAuthenticator {
  return {
    authenticateToken(token, { audiences }) {
      const [, id = "", part = ""] = form.exec(token) ?? [];
      const shared = intersection(own, audiences);
      if (id === "" || shared.length === 0) return unknown;
      return authenticated(store, { id, part }, clock ?? systemClock).then((answer) =>
        answer.user === undefined ? answer : { user: answer.user, audiences: shared },
      );
    },
  };
}

async function authenticated(
  store: Store,
  { id, part }: { readonly id: string; readonly part: string },
  clock: Clock,
): Promise<Authentication> {
  let secret: Stored<Secret>;
  try {
    secret = await store.get(secrets, { namespace: "kube-system", name: `bootstrap-token-${id}` });
  } catch (error) {
    if (isStoreError(error, "NotFound")) return unknown;
    throw error;
  }
  const { metadata, type, data = {} } = secret;
  const text = (key: string) => Buffer.from(Object.hasOwn(data, key) ? (data[key] ?? "") : "", "base64").toString();
  if (metadata.deletionTimestamp !== undefined || type !== "bootstrap.kubernetes.io/token") return unknown;
  if (!isSameToken(text("token-secret"), part) || text("token-id") !== id) return unknown;
  if (isOver(text("expiration"), clock.now()) || text("usage-bootstrap-authentication") !== "true") return unknown;
  const groups = groupsIn(text("auth-extra-groups"));
  if (groups === undefined) return unknown;
  return { user: withAuthenticatedGroup({ name: `system:bootstrap:${id}`, groups }) };
}

/** A token whose expiration cannot be parsed counts as expired. */
function isOver(expiration: string, nowMs: number): boolean {
  if (expiration === "") return false;
  const ms = parseTime(expiration);
  return ms === undefined || Number.isNaN(ms) || ms <= nowMs;
}

/** The groups of the token in order; undefined if one of them is not for bootstrappers. */
function groupsIn(text: string): readonly string[] | undefined {
  const extra = text === "" ? [] : text.split(",");
  if (extra.some((group) => !groupForm.test(group))) return undefined;
  return [...new Set([bootstrappers, ...extra])].sort();
}
