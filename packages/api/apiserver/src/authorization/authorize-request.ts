import { isStoreError, type Logger, type User } from "@engenho/core";
import { exactValue, isPending, type MaybePromise, parseFieldSelector, parseLabelSelector } from "@engenho/machinery";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from "@engenho/registry";
import { isPublic } from "../authentication/authenticate-exchange.js";
import type { RequestPath } from "../request-info.js";
import { forbiddenRequest } from "../status/refusals.js";

/** A request whose user is known. */
export interface AuthenticatedRequest extends RequestPath {
  readonly user: User;
  readonly query: URLSearchParams;
}

/** Verbs whose selectors an authorizer may consider. */
const selecting: ReadonlySet<string> = new Set(["list", "watch", "deletecollection"]);

/** Asks the authorizer about requests. */
export class Authorization {
  readonly #authorizer: Authorizer | undefined;
  readonly #logger: Logger;

  constructor(authorizer: Authorizer | undefined, logger: Logger) {
    this.#authorizer = authorizer;
    this.#logger = logger;
  }

  /**
   * Throws StatusError 403 unless the authorizer allows the request. Health and version are open to everybody (upstream:
   * --authorization-always-allow-paths, ClusterRole system:public-info-viewer).
   */
  check(request: AuthenticatedRequest): MaybePromise<void> {
    if (this.#authorizer === undefined || (!request.info.isResource && isPublic(request.segments))) return undefined;
    return this.require(attributesOf(request));
  }

  /** Whether there is an authorizer. */
  get isGuarded(): boolean {
    return this.#authorizer !== undefined;
  }

  /** Throws StoreError `Forbidden`, or StatusError 403 for other paths, unless the authorizer allows what the attributes say. */
  require(attributes: AuthorizationAttributes): MaybePromise<void> {
    const authorizer = this.#authorizer;
    if (authorizer === undefined) return undefined;
    const { user } = attributes;
    const judge = ({ decision, reason, error }: AuthorizationDecision): void => {
      if (error !== undefined) this.#logger.warn({ error, user: user.name }, "authorization failed");
      if (decision !== "Allow") throw forbiddenRequest(attributes, reason);
    };
    const fail = (error: unknown): never => {
      this.#logger.error({ err: error, user: user.name }, "the authorizer has failed; the request is refused");
      throw forbiddenRequest(attributes, "");
    };
    let decision: MaybePromise<AuthorizationDecision>;
    try {
      decision = authorizer.authorize(attributes);
    } catch (error) {
      return fail(error);
    }
    return isPending(decision) ? decision.then(judge, fail) : judge(decision);
  }
}

/** What a request asks of an authorizer (upstream: filters.GetAuthorizerAttributes). */
function attributesOf({ info, user, query }: AuthenticatedRequest): AuthorizationAttributes {
  const { verb, isResource, namespace, group, version, resource, subresource, path } = info;
  const selects = isResource && selecting.has(verb);
  const fieldSelector = selects ? parsed(query.get("fieldSelector"), parseFieldSelector) : undefined;
  const labelSelector = selects ? parsed(query.get("labelSelector"), parseLabelSelector) : undefined;
  return {
    user,
    verb,
    isResource,
    namespace,
    group,
    version,
    resource,
    subresource,
    // A collection of which the field selector names one object (upstream: RequestInfo).
    name:
      info.name === "" && fieldSelector !== undefined ? (exactValue(fieldSelector, "metadata.name") ?? "") : info.name,
    path,
    fieldSelector,
    labelSelector,
  };
}

/** The handler refuses a malformed selector; an authorizer judges the request as one without. */
function parsed<T>(text: string | null, parse: (text: string) => T): T | undefined {
  if (text === null || text === "") return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (isStoreError(error)) return undefined;
    throw error;
  }
}
