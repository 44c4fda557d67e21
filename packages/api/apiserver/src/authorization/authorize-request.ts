import { errorMessage, isStoreError, type Logger, type User } from "@engenho/core";
import {
  exactValue,
  isPending,
  type MaybePromise,
  parseFieldSelector,
  parseLabelSelector,
  pathSegmentFaults,
} from "@engenho/machinery";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from "@engenho/registry";
import type { AuditRecord } from "../audit/auditor.js";
import type { RequestInfo } from "../request-info.js";
import { forbiddenRequest, internalFailure } from "../status/refusals.js";

/** A request whose user is known. */
export interface AuthenticatedRequest {
  readonly info: RequestInfo;
  /** The request target. */
  readonly url: string;
  readonly user: User;
  readonly query: URLSearchParams;
  /** The audit record of the request, if there is one. */
  readonly record: AuditRecord | undefined;
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
   * Returns if the authorizer allows the request. Otherwise throws a 403, or a 500 if an error kept the authorizer from allowing it
   * (upstream: filters.WithAuthorization).
   */
  check({ info, url, user, query, record }: AuthenticatedRequest): MaybePromise<void> {
    if (this.#authorizer === undefined) return undefined;
    return this.#judge(attributesOf(info, user, query), (error) => internalFailure(url, error), record);
  }

  /** Whether there is an authorizer. */
  get isGuarded(): boolean {
    return this.#authorizer !== undefined;
  }

  /** Throws a 403 unless the authorizer allows the attributes; also if it fails. */
  require(attributes: AuthorizationAttributes): MaybePromise<void> {
    return this.#judge(attributes, () => forbiddenRequest(attributes, ""));
  }

  #judge(
    attributes: AuthorizationAttributes,
    failure: (error: string) => Error,
    record?: AuditRecord,
  ): MaybePromise<void> {
    const authorizer = this.#authorizer;
    if (authorizer === undefined) return undefined;
    const judge = (decided: AuthorizationDecision): void => {
      const { decision, reason, error } = decided;
      if (record !== undefined) annotate(record, decided);
      if (decision === "Allow") return;
      if (error === undefined) throw forbiddenRequest(attributes, reason);
      const { user, verb } = attributes;
      this.#logger.error({ error, user: user.name, verb }, "the authorizer has failed; the request is refused");
      throw failure(error);
    };
    const decision = answerOf(authorizer, attributes);
    return isPending(decision) ? decision.then(judge) : judge(decision);
  }
}

/** As upstream, an error of the authorizer is annotated without a decision (filters.WithAuthorization). */
function annotate(record: AuditRecord, { decision, reason, error }: AuthorizationDecision): void {
  const isDecided = error === undefined || decision === "Allow";
  if (isDecided) record.annotate("authorization.k8s.io/decision", decision === "Allow" ? "allow" : "forbid");
  record.annotate("authorization.k8s.io/reason", isDecided ? reason : "internal error");
}

/** The decision of an authorizer. One that throws has no opinion, with its error. */
export function answerOf(
  authorizer: Authorizer,
  attributes: AuthorizationAttributes,
): MaybePromise<AuthorizationDecision> {
  try {
    const decision = authorizer.authorize(attributes);
    return isPending(decision) ? decision.catch(failed) : decision;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): AuthorizationDecision {
  return { decision: "NoOpinion", reason: "", error: errorMessage(error) };
}

/** The attributes of a request (upstream: filters.GetAuthorizerAttributes). */
function attributesOf(info: RequestInfo, user: User, query: URLSearchParams): AuthorizationAttributes {
  const { verb, isResource, namespace, group, version, resource, subresource, path } = info;
  // The deprecated watch paths support no selectors consistently.
  const selects = isResource && selecting.has(verb) && !info.watchPath;
  const fieldSelector = selects ? parsed(query.get("fieldSelector"), parseFieldSelector) : undefined;
  const labelSelector = selects ? parsed(query.get("labelSelector"), parseLabelSelector) : undefined;
  const named = info.name === "" && fieldSelector !== undefined && verb !== "deletecollection";
  return {
    user,
    verb,
    isResource,
    namespace,
    group,
    version,
    resource,
    subresource,
    name: named ? nameIn(exactValue(fieldSelector, "metadata.name")) : info.name,
    path,
    fieldSelector,
    labelSelector,
  };
}

/** The name of the one object that a list or watch can return, by its field selector (upstream: RequestInfo). */
function nameIn(name = ""): string {
  return pathSegmentFaults(name).length === 0 ? name : "";
}

/** For a malformed selector the authorizer sees the request without one; the handler refuses it later. */
function parsed<T>(text: string | null, parse: (text: string) => T): T | undefined {
  if (text === null || text === "") return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (isStoreError(error)) return undefined;
    throw error;
  }
}
