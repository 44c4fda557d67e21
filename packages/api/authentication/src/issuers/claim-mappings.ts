import type { User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { Claims } from "./go-claims.js";

/**
 * Evaluates a configured expression on claims or a user. Throws or rejects with Error; the message contains the expression, but not its
 * input.
 */
export type Evaluate<Input, Output> = (input: Input) => MaybePromise<Output>;

/** A claim, whose value gets a prefix. */
export interface PrefixedClaim {
  /** The name of the claim. */
  readonly claim: string;
  /** Prepended to its value. May be empty. */
  readonly prefix: string;
}

/** Maps claims to a user, and validates both (upstream: ClaimMappings, ClaimValidationRule, UserValidationRule). */
export interface ClaimMappings {
  /** The username. The claim `email` is accepted only if `email_verified` is true or missing. */
  readonly username: PrefixedClaim | Evaluate<Claims, string>;
  /** The groups; the claim may be a string or a list of strings. Default: none. */
  readonly groups?: PrefixedClaim | Evaluate<Claims, readonly string[]> | undefined;
  /** The UID. Default: none. */
  readonly uid?: { readonly claim: string } | Evaluate<Claims, string> | undefined;
  /** Extra attributes by key. Default: only the credential ID (`jti`). */
  readonly extra?: Evaluate<Claims, ReadonlyMap<string, readonly string[]>> | undefined;
  /** Required claims with their values. Default: none. */
  readonly requiredClaims?: ReadonlyMap<string, string> | undefined;
  /** Throws if the claims are invalid. Default: all are valid. */
  readonly checkClaims?: Evaluate<Claims, void> | undefined;
  /** Throws if the user is invalid. Default: all are valid. */
  readonly checkUser?: Evaluate<User, void> | undefined;
}
