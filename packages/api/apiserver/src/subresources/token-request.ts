import type { KubernetesObject, StatusCause } from "@engenho/core";
import { invalid } from "../status/causes.js";

/** authentication.k8s.io TokenRequest, after decoding. */
export interface TokenRequest extends KubernetesObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: BoundObjectReference;
  };
}

/** The object that a token is to be bound to. */
export interface BoundObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** The lifetime of a token that is requested without one, in seconds. */
export const defaultExpirationSeconds = 3600;
const minExpirationSeconds = 600;

/** Validates a requested lifetime in seconds (upstream: pkg/apis/authentication/validation). */
export function expirationCauses(seconds: number): readonly StatusCause[] {
  const fault = (text: string) => invalid("spec.expirationSeconds", String(seconds), text);
  if (seconds < minExpirationSeconds) return [fault("may not specify a duration less than 10 minutes")];
  return seconds > 2 ** 32 ? [fault("may not specify a duration larger than 2^32 seconds")] : [];
}

/** Group, version and kind as Go prints them; a malformed apiVersion has none of the first two. */
export function printedKind({ apiVersion = "", kind = "" }: BoundObjectReference): string {
  const [first = "", second, ...others] = apiVersion.split("/");
  const [group, version] = others.length > 0 ? ["", ""] : second === undefined ? ["", first] : [first, second];
  return `${group}/${version}, Kind=${kind}`;
}

/** Whether an apiVersion is of the core group. */
export function isCoreGroup(apiVersion = ""): boolean {
  const parts = apiVersion.split("/");
  return parts.length !== 2 || parts[0] === "";
}
