import type { ClaimMappings, Claims, Evaluate } from "@engenho/authentication";
import type { User } from "@engenho/core";
import { type ClaimExpression, evaluateClaimExpression, textsOfValue } from "@engenho/expressions";
import type { Causes, GivesWay } from "@engenho/machinery";
import { ClaimCompiler, type CompiledRule, type SentMappings, type SentRules } from "./claim-compiler.js";

/** Validates and compiles the rules and mappings of a JWTAuthenticator. The result is valid only if no error was added to `causes`. */
export function checkClaims(
  {
    claimValidationRules,
    claimMappings,
    userValidationRules,
  }: SentRules & { readonly claimMappings?: SentMappings | null },
  at: string,
  { causes, slice }: { readonly causes: Causes; readonly slice: GivesWay },
): ClaimMappings {
  const compiler = new ClaimCompiler(causes);
  const { required, rules } = compiler.claimRules(claimValidationRules ?? [], `${at}.claimValidationRules`);
  const { username, groups, uid, extra } = compiler.mappings(claimMappings ?? {}, `${at}.claimMappings`);
  const userRules = compiler.userRules(userValidationRules ?? [], `${at}.userValidationRules`);
  const evaluate = (expression: ClaimExpression, variable: object) =>
    evaluateClaimExpression(expression, variable, slice);
  const text =
    (expression: ClaimExpression, what: string): Evaluate<Claims, string> =>
    async (claims) => {
      const value = await evaluate(expression, claims);
      if (typeof value !== "string") throw new Error(`${what} claim expression must return a string`);
      return value;
    };
  const check = async (all: readonly CompiledRule[], variable: object) => {
    for (const { expression, message } of all) {
      const value = await evaluate(expression, variable);
      if (value === true) continue;
      if (value !== false) throw new Error("validation expression must return a boolean");
      throw new Error(`validation expression '${expression.source}' failed: ${message}`);
    }
  };
  return {
    username: "source" in username ? text(username, "username") : username,
    groups:
      groups !== undefined && "source" in groups
        ? async (claims) => textsOfValue(await evaluate(groups, claims))
        : groups,
    uid: uid !== undefined && "source" in uid ? text(uid, "uid") : uid,
    extra:
      extra.length === 0
        ? undefined
        : async (claims) => {
            const found = new Map<string, readonly string[]>();
            for (const { key, expression } of extra) {
              const texts = textsOfExtra(await evaluate(expression, claims), expression);
              if (texts.length > 0) found.set(key, texts);
            }
            return found;
          },
    requiredClaims: required,
    checkClaims: rules.length === 0 ? undefined : (claims) => check(rules, claims),
    checkUser: userRules.length === 0 ? undefined : (user) => check(userRules, userInfo(user)),
  };
}

function textsOfExtra(value: Parameters<typeof textsOfValue>[0], { source }: ClaimExpression): readonly string[] {
  try {
    return textsOfValue(value);
  } catch (error) {
    throw new Error(`oidc: error evaluating extra claim expression: ${source}: ${(error as Error).message}`);
  }
}

/** A UserInfo of authentication.k8s.io. */
function userInfo({ name, uid = "", groups = [], extra = {} }: User): object {
  return { username: name, uid, groups, extra };
}
