import { type ClaimExpression, compileClaimExpression, type TokenVariable, usesClaim } from "@engenho/expressions";
import { type Causes, checkDomainPrefixedPath } from "@engenho/machinery";
import type { Shape } from "./shape.js";

/** A claim or an expression. */
interface SentMapping {
  readonly claim?: string | null;
  readonly prefix?: string | null;
  readonly expression?: string | null;
}

/** ClaimMappings of apiserver.config.k8s.io. */
export interface SentMappings {
  readonly username?: SentMapping | null;
  readonly groups?: SentMapping | null;
  readonly uid?: Omit<SentMapping, "prefix"> | null;
  readonly extra?: readonly { readonly key?: string | null; readonly valueExpression?: string | null }[] | null;
}

interface SentRule {
  readonly expression?: string | null;
  readonly message?: string | null;
}

/** The validation rules of a JWTAuthenticator. */
export interface SentRules {
  readonly claimValidationRules?:
    | readonly (SentRule & { readonly claim?: string | null; readonly requiredValue?: string | null })[]
    | null;
  readonly userValidationRules?: readonly SentRule[] | null;
}

/** The shapes of these fields. */
export const mappingShapes = {
  claimValidationRules: {
    listOf: { fields: { claim: "text", requiredValue: "text", expression: "text", message: "text" } },
  },
  claimMappings: {
    fields: {
      username: { fields: { claim: "text", prefix: "text", expression: "text" } },
      groups: { fields: { claim: "text", prefix: "text", expression: "text" } },
      uid: { fields: { claim: "text", expression: "text" } },
      extra: { listOf: { fields: { key: "text", valueExpression: "text" } } },
    },
  },
  userValidationRules: { listOf: { fields: { expression: "text", message: "text" } } },
} as const satisfies Readonly<Record<string, Shape>>;

/** A compiled validation rule. */
export interface CompiledRule {
  readonly expression: ClaimExpression;
  /** The configured error message; may be empty. */
  readonly message: string;
}

/** The claim mappings with compiled expressions. */
export interface CompiledMappings {
  readonly username: { readonly claim: string; readonly prefix: string } | ClaimExpression;
  readonly groups: CompiledMappings["username"] | undefined;
  readonly uid: { readonly claim: string } | ClaimExpression | undefined;
  readonly extra: readonly { readonly key: string; readonly expression: ClaimExpression }[];
}

const unverifiedEmail =
  "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression";

/** Validates and compiles the expressions of one authenticator, in upstream's order (apis/apiserver/validation). */
export class ClaimCompiler {
  readonly #causes: Causes;
  /** The expressions that may check `claims.email_verified`. */
  readonly #verifying: ClaimExpression[] = [];

  /** `causes` collects the errors. */
  constructor(causes: Causes) {
    this.#causes = causes;
  }

  /** The required claims with their values, and the compiled rules. */
  claimRules(
    sent: NonNullable<SentRules["claimValidationRules"]>,
    at: string,
  ): { readonly required: ReadonlyMap<string, string>; readonly rules: readonly CompiledRule[] } {
    const required = new Map<string, string>();
    const expressions = new Set<string>();
    const rules: CompiledRule[] = [];
    for (const [index, rule] of sent.entries()) {
      const field = `${at}[${index}]`;
      const [claim, value, source, message] = [rule.claim, rule.requiredValue, rule.expression, rule.message].map(
        (text) => text ?? "",
      ) as [string, string, string, string];
      if (claim !== "" && source !== "") this.#causes.invalid(field, claim, "claim and expression can't both be set");
      else if (claim !== "") {
        if (message !== "") this.#causes.invalid(`${field}.message`, message, "may not be specified when claim is set");
        if (required.has(claim)) this.#causes.duplicate(`${field}.claim`, claim);
        required.set(claim, value);
      } else if (source === "") this.#causes.required(field, "claim or expression is required");
      else {
        if (value !== "") {
          this.#causes.invalid(`${field}.requiredValue`, value, "may not be specified when expression is set");
        }
        const expression = this.#rule(source, `${field}.expression`, "claims", expressions);
        if (expression !== undefined) rules.push({ expression, message });
      }
    }
    this.#verifying.push(...rules.map(({ expression }) => expression));
    return { required, rules };
  }

  /** The mappings. Call it after `claimRules`, whose expressions may check `email_verified`. */
  mappings({ username, groups, uid, extra }: SentMappings, at: string): CompiledMappings {
    const name = this.#prefixed(username ?? {}, `${at}.username`);
    if (name === undefined && !hasSource(username ?? {})) {
      this.#causes.required(`${at}.username`, "claim or expression is required");
    }
    const mapped = {
      username: name ?? { claim: "", prefix: "" },
      groups: this.#prefixed(groups ?? {}, `${at}.groups`),
      uid: this.#uid(uid ?? {}, `${at}.uid`),
      extra: this.#extra(extra ?? [], `${at}.extra`),
    };
    if (name !== undefined && "source" in name) {
      const isVerified = [name, ...this.#verifying].some((expression) => usesClaim(expression, "email_verified"));
      if (usesClaim(name, "email") && !isVerified) {
        this.#causes.invalid(`${at}.username.expression`, name.source, unverifiedEmail);
      }
    }
    return mapped;
  }

  /** The compiled rules for users. */
  userRules(sent: readonly SentRule[], at: string): readonly CompiledRule[] {
    const expressions = new Set<string>();
    return sent.flatMap(({ expression: source, message }, index) => {
      const field = `${at}[${index}].expression`;
      if ((source ?? "") === "") {
        this.#causes.required(field);
        return [];
      }
      const expression = this.#rule(source as string, field, "user", expressions);
      return expression === undefined ? [] : [{ expression, message: message ?? "" }];
    });
  }

  #rule(source: string, field: string, variable: TokenVariable, seen: Set<string>): ClaimExpression | undefined {
    if (seen.has(source)) {
      this.#causes.duplicate(field, source);
      return undefined;
    }
    seen.add(source);
    return this.#compiled(source, field, { variable, isRule: true });
  }

  #prefixed(mapping: SentMapping, at: string): CompiledMappings["groups"] {
    const [claim, source] = [mapping.claim ?? "", mapping.expression ?? ""];
    const { prefix } = mapping;
    if (claim !== "" && source !== "") {
      this.#causes.invalid(at, "", "claim and expression can't both be set");
      return undefined;
    }
    if (claim !== "") {
      if (typeof prefix === "string") return { claim, prefix };
      const reason = "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
      this.#causes.required(`${at}.prefix`, reason);
      return undefined;
    }
    if (source === "") return undefined;
    const isPrefixed = typeof prefix === "string";
    if (isPrefixed) this.#causes.invalid(`${at}.prefix`, prefix, "may not be specified when expression is set");
    const expression = this.#compiled(source, `${at}.expression`, { variable: "claims" });
    return isPrefixed ? undefined : expression;
  }

  #uid(mapping: NonNullable<SentMappings["uid"]>, at: string): CompiledMappings["uid"] {
    const [claim, source] = [mapping.claim ?? "", mapping.expression ?? ""];
    if (claim !== "" && source !== "") {
      this.#causes.invalid(at, "", "claim and expression can't both be set");
      return undefined;
    }
    if (claim !== "") return { claim };
    return source === "" ? undefined : this.#compiled(source, `${at}.expression`, { variable: "claims" });
  }

  #extra(sent: NonNullable<SentMappings["extra"]>, at: string): CompiledMappings["extra"] {
    const keys = new Set<string>();
    return sent.flatMap((mapping, index) => {
      const [key, source] = [mapping.key ?? "", mapping.valueExpression ?? ""];
      const field = `${at}[${index}]`;
      this.#checkKey(key, `${field}.key`);
      if (keys.has(key)) {
        this.#causes.duplicate(`${field}.key`, key);
        return [];
      }
      keys.add(key);
      if (source === "") {
        this.#causes.required(`${field}.valueExpression`);
        return [];
      }
      const expression = this.#compiled(source, `${field}.valueExpression`, { variable: "claims" });
      if (expression === undefined) return [];
      this.#verifying.push(expression);
      return [{ key, expression }];
    });
  }

  #checkKey(key: string, field: string): void {
    checkDomainPrefixedPath(key, field, this.#causes);
    if (key !== key.toLowerCase()) this.#causes.invalid(field, key, "must be lowercase");
    if (!/^(?:[^/]*\.)?(?:kubernetes|k8s)\.io\//.test(key)) return;
    const reason = "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use";
    this.#causes.invalid(field, key, reason);
  }

  #compiled(
    source: string,
    field: string,
    options: Parameters<typeof compileClaimExpression>[1],
  ): ClaimExpression | undefined {
    const compiled = compileClaimExpression(source, options);
    if (!("fault" in compiled)) return compiled;
    this.#causes.invalid(field, source, compiled.fault);
    return undefined;
  }
}

function hasSource({ claim, expression }: SentMapping): boolean {
  return (claim ?? "") !== "" || (expression ?? "") !== "";
}
