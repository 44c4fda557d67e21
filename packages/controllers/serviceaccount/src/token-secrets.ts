import type { Secret, ServiceAccount, Stored } from "@engenho/core";

/** The type of Secrets that hold the token of a ServiceAccount. */
export const tokenSecretType = "kubernetes.io/service-account-token";
/** The annotation that names the ServiceAccount. */
export const accountNameAnnotation = "kubernetes.io/service-account.name";
/** The annotation with the ServiceAccount's UID. */
export const accountUidAnnotation = "kubernetes.io/service-account.uid";

/** Whether a Secret holds the token of a ServiceAccount. */
export function isTokenSecret(secret: Secret): boolean {
  return secret.type === tokenSecretType && accountNameOf(secret) !== "";
}

/** The name of a Secret's ServiceAccount; empty if it names none. */
export function accountNameOf(secret: Secret): string {
  return secret.metadata.annotations?.[accountNameAnnotation] ?? "";
}

/** Whether a Secret's token is of this very ServiceAccount, not of an earlier one of its name. */
export function isOf(secret: Secret, account: ServiceAccount): boolean {
  const uid = secret.metadata.annotations?.[accountUidAnnotation] ?? "";
  return accountNameOf(secret) === account.metadata.name && (uid === "" || uid === account.metadata.uid);
}

/** What a token Secret is filled with. */
export interface TokenSecretContent {
  readonly account: Stored<ServiceAccount>;
  /** In base64. */
  readonly rootCa: string | undefined;
  /** Returns the token, in base64; called only if the Secret has none. */
  readonly token: () => string;
}

/**
 * The data that a token Secret lacks, or has of another CA; undefined if it lacks nothing (upstream: tokens_controller.go,
 * secretUpdateNeeded).
 */
export function missingData(
  secret: Stored<Secret>,
  { rootCa, token }: TokenSecretContent,
): Readonly<Record<string, string>> | undefined {
  const held = secret.data ?? {};
  const data: Record<string, string> = {};
  if (rootCa !== undefined && held["ca.crt"] !== rootCa) data["ca.crt"] = rootCa;
  if ((held.namespace ?? "") === "") data.namespace = base64Of(secret.metadata.namespace ?? "");
  if ((held.token ?? "") === "") data.token = token();
  return Object.keys(data).length === 0 ? undefined : data;
}

/** A text of ASCII characters in base64. */
export function base64Of(text: string): string {
  return btoa(text);
}
