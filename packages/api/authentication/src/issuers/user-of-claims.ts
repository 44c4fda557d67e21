import type { User } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import { credentialIdKey } from "../request/certificate-user.js";
import type { ClaimMappings } from "./claim-mappings.js";
import { type Claims, claimOf, flagOf, hasClaim, textOf, textsOf } from "./go-claims.js";
import { IssuerTokenError } from "./issuer-error.js";

/** Maps the claims of a verified token to a user. Rejects with IssuerTokenError. */
export async function userOfClaims(claims: Claims, mappings: ClaimMappings): Promise<User> {
  const name = await nameOf(claims, mappings.username);
  const groups = await groupsOf(claims, mappings.groups);
  const uid = await uidOf(claims, mappings.uid);
  const extra = await extraOf(claims, mappings.extra);
  checkRequired(claims, mappings.requiredClaims);
  const { checkClaims, checkUser } = mappings;
  if (checkClaims !== undefined) {
    await attempted("oidc: error evaluating claim validation expression: ", () => checkClaims(claims));
  }
  const user: User = {
    name,
    ...(uid === "" ? {} : { uid }),
    groups,
    ...(extra.size === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
  if (checkUser !== undefined) {
    await attempted("oidc: error evaluating user info validation rule: ", () => checkUser(user));
  }
  return user;
}

async function nameOf(claims: Claims, mapping: ClaimMappings["username"]): Promise<string> {
  if (typeof mapping === "function") {
    const name = await attempted("oidc: error evaluating username claim expression: ", () => mapping(claims));
    if (name === "") throw new IssuerTokenError("oidc: empty username via CEL expression is not allowed");
    return name;
  }
  const { claim, prefix } = mapping;
  const name = await attempted(`oidc: parse username claims ${goQuote(claim)}: `, () => textOf(claimOf(claims, claim)));
  if (claim === "email" && hasClaim(claims, "email_verified")) {
    const verified = await attempted("oidc: parse 'email_verified' claim: ", () => flagOf(claims.email_verified));
    if (!verified) throw new IssuerTokenError("oidc: email not verified");
  }
  return prefix + name;
}

async function groupsOf(claims: Claims, mapping: ClaimMappings["groups"]): Promise<readonly string[]> {
  if (mapping === undefined) return [];
  if (typeof mapping === "function") {
    return attempted("oidc: error evaluating group claim expression: ", () => mapping(claims));
  }
  const { claim, prefix } = mapping;
  if (!hasClaim(claims, claim)) return [];
  const groups = await attempted(`oidc: parse groups claim ${goQuote(claim)}: `, () => textsOf(claims[claim]));
  return prefix === "" ? groups : groups.map((group) => prefix + group);
}

async function uidOf(claims: Claims, mapping: ClaimMappings["uid"]): Promise<string> {
  if (mapping === undefined) return "";
  if (typeof mapping === "function") {
    return attempted("oidc: error evaluating uid claim expression: ", () => mapping(claims));
  }
  const { claim } = mapping;
  return attempted(`oidc: parse uid claim ${goQuote(claim)}: `, () => textOf(claimOf(claims, claim)));
}

/** The credential ID, if there is a `jti`, and the mapped attributes. */
async function extraOf(
  claims: Claims,
  mapping: ClaimMappings["extra"],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { jti } = claims;
  const extra = new Map<string, readonly string[]>();
  if (typeof jti === "string" && jti !== "") extra.set(credentialIdKey, [`JTI=${jti}`]);
  if (mapping === undefined) return extra;
  return new Map([...extra, ...(await attempted("", () => mapping(claims)))]);
}

function checkRequired(claims: Claims, required: ClaimMappings["requiredClaims"] = new Map()): void {
  for (const [claim, wanted] of required) {
    if (!hasClaim(claims, claim)) throw new IssuerTokenError(`oidc: required claim ${claim} not present in ID token`);
    let value: string;
    try {
      value = textOf(claims[claim]);
    } catch (error) {
      throw new IssuerTokenError(`oidc: parse claim ${claim}: ${(error as Error).message}`);
    }
    if (value === wanted) continue;
    throw new IssuerTokenError(`oidc: required claim ${claim} value does not match. Got = ${value}, want = ${wanted}`);
  }
}

/** The result of `read`. Its errors become IssuerTokenErrors, with the prefix. */
async function attempted<T>(prefix: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new IssuerTokenError(`${prefix}${(error as Error).message}`);
  }
}
