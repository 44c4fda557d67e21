import type { Agent } from "node:http";

/** By what a request is authenticated. */
export interface Credentials {
  /** Such as `authorization`. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The client's certificate, in PEM. */
  readonly certificate?: string | undefined;
  /** The key of the certificate, in PEM. */
  readonly privateKey?: string | undefined;
  /** Makes the connections in place of the store's own agents. */
  readonly agent?: Agent | undefined;
}

/** Where credentials come from, and come from again when they have expired. */
export interface CredentialSource {
  /** The credentials of the next request. Rejects with an Error that says what is missing. */
  current(): Promise<Credentials>;
  /** The server has refused these with 401: `current` is not to return them again if there is a way to others. */
  refresh(refused: Credentials): void;
}

/** Credentials that never change. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, refresh: () => {} };
}

/** The headers of a bearer token. */
export function bearer(token: string): Credentials["headers"] {
  return { authorization: `Bearer ${token}` };
}
