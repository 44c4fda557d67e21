import type { User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { Claims } from "./go-claims.js";

/**
 * What an expression of the configuration makes of claims or a user. Throws or rejects with Error, whose message names the expression and
 * not what it saw.
 */
export type Evaluate<Input, Output> = (input: Input) => MaybePromise<Output>;

/** A claim and what is put before its value. */
export interface PrefixedClaim {
  readonly claim: string;
  /** May be empty. */
  readonly prefix: string;
}

/** Who the claims of a token are, and what they must be (upstream: ClaimMappings, ClaimValidationRule, UserValidationRule). */
export interface ClaimMappings {
  /** The user's name. That of a claim `email` counts only if `email_verified` is true or missing. */
  readonly username: PrefixedClaim | Evaluate<Claims, string>;
  /** The groups; a claim may be one text or a list. Default: there are none. */
  readonly groups?: PrefixedClaim | Evaluate<Claims, readonly string[]> | undefined;
  /** The UID. Default: there is none. */
  readonly uid?: { readonly claim: string } | Evaluate<Claims, string> | undefined;
  /** Further attributes of the user, by their keys. Default: none but the ID of the token. */
  readonly extra?: Evaluate<Claims, ReadonlyMap<string, readonly string[]>> | undefined;
  /** Texts that claims must be, by their names. Default: none. */
  readonly requiredClaims?: ReadonlyMap<string, string> | undefined;
  /** Throws for claims that are not allowed. Default: all are. */
  readonly checkClaims?: Evaluate<Claims, void> | undefined;
  /** Throws for users who are not allowed. Default: all are. */
  readonly checkUser?: Evaluate<User, void> | undefined;
}
