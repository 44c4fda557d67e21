import {
  type AuthorizationAnswer,
  type AuthorizationQuestion,
  CelAuthorizer,
  type CelError,
  CelResourceCheck,
  type CelValue,
} from "@engenho/cel";
import { errorMessage, type User } from "@engenho/core";
import { isPending, parseFieldSelector, parseLabelSelector } from "@engenho/machinery";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer } from "@engenho/registry";
import type { Blocked } from "./blocked.js";

/** The resource of a request, which `authorizer.requestResource` checks. */
export interface RequestResource {
  /** `""` is core. */
  readonly group: string;
  /** The plural: `deployments`. */
  readonly resource: string;
  /** Such as `scale`; `""` for the object itself. */
  readonly subresource: string;
  /** `""` for cluster-scoped objects, except that a Namespace is in the one of its own name. */
  readonly namespace: string;
  /** The name of the object; `""` if it will be generated. */
  readonly name: string;
}

/** Answers the authorization checks of all policies for one request; each check is made once. */
export class RequestAuthorizer {
  readonly #authorizer: Authorizer | undefined;
  readonly #user: User;
  readonly #answers = new Map<string, AuthorizationAnswer>();

  /** Without an authorizer, everything is allowed. */
  constructor(authorizer: Authorizer | undefined, user: User) {
    this.#authorizer = authorizer;
    this.#user = user;
  }

  /** The values of the variables `authorizer` and `authorizer.requestResource` in an evaluation. @internal */
  values(
    request: RequestResource,
    blocked: Blocked,
  ): { readonly authorizer: CelValue; readonly requestResource: CelValue } {
    const authorizer = new CelAuthorizer((question) => this.#answer(question, blocked));
    const requestResource = new CelResourceCheck(authorizer, { ...request, fieldSelector: "", labelSelector: "" });
    return { authorizer, requestResource };
  }

  #answer(question: AuthorizationQuestion, blocked: Blocked): AuthorizationAnswer | CelError {
    const key = JSON.stringify(question);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const keep = (answer: AuthorizationAnswer) => {
      this.#answers.set(key, answer);
      return answer;
    };
    try {
      const decision = this.#authorizer?.authorize(attributesOf(question, this.#user)) ?? allowed;
      if (!isPending(decision)) return keep(answerOf(decision));
      const waiting = decision.then(answerOf, failedAnswer).then(keep);
      return blocked.on(async () => {
        await waiting;
      }) as CelError;
    } catch (error) {
      return keep(failedAnswer(error));
    }
  }
}

const allowed: AuthorizationDecision = { decision: "Allow", reason: "" };

function answerOf({ decision, reason, error }: AuthorizationDecision): AuthorizationAnswer {
  return { allowed: decision === "Allow", reason, error };
}

function failedAnswer(error: unknown): AuthorizationAnswer {
  return { allowed: false, reason: "", error: errorMessage(error) };
}

const nothing = { namespace: "", group: "", version: "", resource: "", subresource: "", name: "", path: "" };

/** Upstream: pathCheckVal.Authorize and resourceCheckVal.Authorize. */
function attributesOf(question: AuthorizationQuestion, asker: User): AuthorizationAttributes {
  const { verb, serviceAccount } = question;
  const user = serviceAccount === undefined ? asker : serviceAccountUser(serviceAccount);
  if (question.type === "path") return { ...nothing, user, verb, isResource: false, path: question.path };
  const { group, resource, subresource, namespace, name, fieldSelector, labelSelector } = question;
  return {
    ...nothing,
    ...{ user, verb, isResource: true, version: "*", group, resource, subresource, namespace, name },
    fieldSelector: parsed(fieldSelector, parseFieldSelector),
    labelSelector: parsed(labelSelector, parseLabelSelector),
  };
}

/** Undefined for a selector that is empty or invalid: the check is then about all objects. */
function parsed<Selector>(text: string, parse: (text: string) => Selector): Selector | undefined {
  if (text === "") return undefined;
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function serviceAccountUser({ namespace, name }: { readonly namespace: string; readonly name: string }): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
  };
}
