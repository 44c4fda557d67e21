import { aggregateErrors, errorMessage, type User } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";

/**
 * Asks authorizers in order: the first that allows or denies decides (upstream: pkg/authorization/union). If none does, the reasons and
 * errors of all are given. An authorizer that throws has no opinion, and its error is one of these.
 */
export class Union implements Authorizer {
  #authorizers: readonly Authorizer[];

  constructor(authorizers: readonly Authorizer[]) {
    this.#authorizers = authorizers;
  }

  /** Replaces the authorizers. */
  protected replace(authorizers: readonly Authorizer[]): void {
    this.#authorizers = authorizers;
  }

  authorize(attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision> {
    return askFrom(this.#authorizers, 0, { attributes, earlier: [] });
  }

  async rulesFor(user: User, namespace: string): Promise<UserRules> {
    const found = await Promise.all(this.#authorizers.map((authorizer) => rulesOf(authorizer, user, namespace)));
    return {
      resourceRules: found.flatMap(({ resourceRules }) => resourceRules),
      nonResourceRules: found.flatMap(({ nonResourceRules }) => nonResourceRules),
      incomplete: found.some(({ incomplete }) => incomplete),
      evaluationError: joined(found.map(({ evaluationError }) => evaluationError)) ?? "",
    };
  }
}

/** Asks the authorizers from one of them on, even if they have been replaced in the meantime. */
function askFrom(
  authorizers: readonly Authorizer[],
  start: number,
  {
    attributes,
    earlier,
  }: { readonly attributes: AuthorizationAttributes; readonly earlier: readonly AuthorizationDecision[] },
): MaybePromise<AuthorizationDecision> {
  let undecided = earlier;
  for (let index = start; index < authorizers.length; index++) {
    const answer = ask(authorizers[index] as Authorizer, attributes);
    if (isPending(answer)) {
      const next = index + 1;
      const before = undecided;
      return answer.then((decision) =>
        decision.decision === "NoOpinion"
          ? askFrom(authorizers, next, { attributes, earlier: [...before, decision] })
          : decision,
      );
    }
    if (answer.decision !== "NoOpinion") return answer;
    if (answer.reason !== "" || answer.error !== undefined) undecided = [...undecided, answer];
  }
  return noOpinionOf(undecided);
}

function ask(authorizer: Authorizer, attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision> {
  try {
    const answer = authorizer.authorize(attributes);
    return isPending(answer) ? answer.catch(failed) : answer;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): AuthorizationDecision {
  return { decision: "NoOpinion", reason: "", error: errorMessage(error) };
}

async function rulesOf(authorizer: Authorizer, user: User, namespace: string): Promise<UserRules> {
  try {
    return await authorizer.rulesFor(user, namespace);
  } catch (error) {
    return { resourceRules: [], nonResourceRules: [], incomplete: true, evaluationError: errorMessage(error) };
  }
}

function noOpinionOf(answers: readonly AuthorizationDecision[]): AuthorizationDecision {
  const reason = answers
    .map((answer) => answer.reason)
    .filter((text) => text !== "")
    .join("\n");
  const error = joined(answers.map((answer) => answer.error ?? ""));
  return error === undefined ? { decision: "NoOpinion", reason } : { decision: "NoOpinion", reason, error };
}

/** Several errors as one text; undefined for none. */
function joined(texts: readonly string[]): string | undefined {
  const errors = texts.filter((text) => text !== "").map((text) => new Error(text));
  return errors.length === 0 ? undefined : errorMessage(aggregateErrors(errors));
}
