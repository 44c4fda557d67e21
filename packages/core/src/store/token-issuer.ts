/** An object by its name and UID. */
export interface TokenReference {
  /** The name; the namespace, where the kind has one, is that of the token. */
  readonly name: string;
  /** Absent for the Node of a Pod if it does not exist. */
  readonly uid?: string | undefined;
}

/** The ServiceAccount of a token, and the object that the token is bound to. */
export interface TokenBinding {
  /** The namespace of the ServiceAccount, and of the Pod or Secret that the token is bound to. */
  readonly namespace: string;
  /** The ServiceAccount that the bearer of the token acts as. */
  readonly serviceAccount: TokenReference;
  /** The Pod that the token is bound to; absent for one that is bound to something else or to nothing. */
  readonly pod?: TokenReference | undefined;
  /** The Secret that the token is bound to; absent for one that is bound to something else or to nothing. */
  readonly secret?: TokenReference | undefined;
  /** With a Pod: where it runs. Without: the Node that the token is bound to. */
  readonly node?: TokenReference | undefined;
  /** From when on the token ought to have been replaced, in seconds since 1970. */
  readonly warnAfter?: number | undefined;
}

/** A token that a TokenRequest asks for: what it says, and for how long it is valid. */
export interface RequestedToken extends TokenBinding {
  /** The audiences of the token. */
  readonly audiences: readonly string[];
  /** When it is issued, in milliseconds since 1970. */
  readonly nowMs: number;
  /** How long it is valid from `nowMs` on, in seconds. */
  readonly expirationSeconds: number;
}

/** Issues the tokens that TokenRequests ask for. */
export interface TokenIssuer {
  /** The audiences of a token that is requested without any: the API server's. */
  readonly audiences: readonly string[];
  /** Longer lifetimes are shortened to this, in seconds. Undefined: no limit. */
  readonly maxExpirationSeconds: number | undefined;
  /** Whether the tokens that kubelets request for Pods live for a year, and only warn after the requested lifetime. */
  readonly extendExpiration: boolean;
  /** Signs a token. */
  issue(token: RequestedToken): IssuedToken;
}

/** A token that was issued. */
export interface IssuedToken {
  /** What its bearer sends. */
  readonly token: string;
  /** Its ID, by which it is known where the token itself must not be: in audit logs. */
  readonly id: string;
}
