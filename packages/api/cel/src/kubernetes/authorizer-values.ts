import { type CelType, structType } from "../types/cel-type.js";
import { CelError } from "../values/error.js";
import { noSuchOverload } from "../values/errors.js";
import { CelObject } from "../values/object.js";
import type { CelResult } from "../values/value.js";

const named = (name: string) => structType(`kubernetes.authorization.${name}`);

/** The type of the variable `authorizer`. */
export const authorizerType: CelType = named("Authorizer");
/** The type of `authorizer.path('/healthz')`. */
export const pathCheckType: CelType = named("PathCheck");
/** The type of `authorizer.group('apps')`. */
export const groupCheckType: CelType = named("GroupCheck");
/** The type of `authorizer.group('apps').resource('deployments')`, and of the variable `authorizer.requestResource`. */
export const resourceCheckType: CelType = named("ResourceCheck");
/** The type of the result of `check`. */
export const decisionType: CelType = named("Decision");

/** A question of an expression to an authorizer. */
export type AuthorizationQuestion = PathQuestion | ResourceQuestion;

/** Whether a path may be used. */
export interface PathQuestion extends Asker {
  readonly type: "path";
  /** The method in lower case. */
  readonly verb: string;
  /** Not empty: `/healthz`. */
  readonly path: string;
}

/** Whether a resource may be used. */
export interface ResourceQuestion extends Asker, ResourceParts {
  readonly type: "resource";
  /** `get`, `create`... */
  readonly verb: string;
}

/** In whose name an expression asks. */
export interface Asker {
  /** The ServiceAccount in whose name it asks; undefined: the user of the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string } | undefined;
}

/** The resource of a question; `""` for what is not restricted. */
export interface ResourceParts {
  /** `""` is the core group. */
  readonly group: string;
  /** The plural. */
  readonly resource: string;
  /** The subresource. */
  readonly subresource: string;
  /** The namespace. */
  readonly namespace: string;
  /** The name of the object. */
  readonly name: string;
  /** A field selector as text, which may be invalid. */
  readonly fieldSelector: string;
  /** A label selector as text, which may be invalid. */
  readonly labelSelector: string;
}

/** The answer to a question. */
export interface AuthorizationAnswer {
  /** Whether it is allowed. */
  readonly allowed: boolean;
  /** Why; `""` if there is nothing to say. */
  readonly reason: string;
  /** What failed while the question was answered; undefined: nothing. */
  readonly error: string | undefined;
}

/** Answers questions. It may return an error instead, which is that of the expression. */
export type AnswerQuestion = (question: AuthorizationQuestion) => AuthorizationAnswer | CelError;

/** A value that has functions, and neither fields nor equality. */
abstract class Receiver extends CelObject {
  equals(): CelResult {
    return noSuchOverload;
  }
}

/** The value of the variable `authorizer`. */
export class CelAuthorizer extends Receiver {
  readonly type = authorizerType;
  /** Answers the question of each check. */
  readonly answer: AnswerQuestion;
  /** In whose name the checks ask. Default: that of the user of the request. */
  readonly asker: Asker;

  /** `answer` is called for each check. */
  constructor(answer: AnswerQuestion, asker: Asker = {}) {
    super();
    this.answer = answer;
    this.asker = asker;
  }
}

/** A path that can be checked. */
export class CelPathCheck extends Receiver {
  readonly type = pathCheckType;
  readonly authorizer: CelAuthorizer;
  readonly path: string;

  constructor(authorizer: CelAuthorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }

  check(verb: string): CelResult {
    const { answer, asker } = this.authorizer;
    return decisionOf(answer({ type: "path", verb, path: this.path, serviceAccount: asker.serviceAccount }));
  }
}

/** A group whose resources can be checked. */
export class CelGroupCheck extends Receiver {
  readonly type = groupCheckType;
  readonly authorizer: CelAuthorizer;
  readonly group: string;

  constructor(authorizer: CelAuthorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

/** A resource that can be checked. */
export class CelResourceCheck extends Receiver {
  readonly type = resourceCheckType;
  /** The authorizer that answers. */
  readonly authorizer: CelAuthorizer;
  /** The resource of the question, without the verb. */
  readonly parts: ResourceParts;

  /** `parts`: the resource of the question. */
  constructor(authorizer: CelAuthorizer, parts: ResourceParts) {
    super();
    this.authorizer = authorizer;
    this.parts = parts;
  }

  /** The same check, restricted further. */
  with(parts: Partial<ResourceParts>): CelResourceCheck {
    return new CelResourceCheck(this.authorizer, { ...this.parts, ...parts });
  }

  /** Asks whether a verb (`get`, `create`...) is allowed: a decision, or the error that the authorizer answers with. */
  check(verb: string): CelResult {
    const { answer, asker } = this.authorizer;
    return decisionOf(answer({ type: "resource", verb, ...this.parts, serviceAccount: asker.serviceAccount }));
  }
}

/** The result of a check. */
export class CelDecision extends Receiver {
  readonly type = decisionType;
  readonly answer: AuthorizationAnswer;

  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }
}

function decisionOf(answer: AuthorizationAnswer | CelError): CelResult {
  return answer instanceof CelError ? answer : new CelDecision(answer);
}
