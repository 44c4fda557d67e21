import type { Agent } from "node:http";

/** The credentials of a request. */
export interface Credentials {
  /** Such as `authorization`. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The client's certificate, in PEM. */
  readonly certificate?: string | undefined;
  /** The key of the certificate, in PEM. */
  readonly privateKey?: string | undefined;
  /** Creates the connections instead of the store's own agents. */
  readonly agent?: Agent | undefined;
}

/** A source of credentials, which renews them when they expire. */
export interface CredentialSource {
  /** The credentials for the next request. Rejects with an Error that says what is missing. */
  current(): Promise<Credentials>;
  /** The server has refused these with 401: `current` must not return them again if others can be obtained. */
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
