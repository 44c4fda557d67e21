// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { Time } from "../scalars.js";

/** BoundObjectReference is a reference to an object that a token is bound to. */
export interface BoundObjectReference {
  /** API version of the referent. */
  readonly apiVersion?: string;
  /** Kind of the referent. Valid kinds are 'Pod' and 'Secret'. */
  readonly kind?: string;
  /** Name of the referent. */
  readonly name?: string;
  /** UID of the referent. */
  readonly uid?: string;
}

/**
 * SelfSubjectReview contains the user information that the kube-apiserver has about the user making this request.
 * When using impersonation, users will receive the user info of the user being impersonated.  If impersonation or
 * request header authentication is used, any extra keys will have their case ignored and returned as lowercase.
 */
export interface SelfSubjectReview extends KubernetesObject {
  readonly apiVersion: "authentication.k8s.io/v1";
  readonly kind: "SelfSubjectReview";
  readonly metadata: ObjectMeta;
  /** Status is filled in by the server with the user attributes. */
  readonly status?: SelfSubjectReviewStatus;
}

/** SelfSubjectReviewStatus is filled by the kube-apiserver and sent back to a user. */
export interface SelfSubjectReviewStatus {
  /** User attributes of the user making this request. */
  readonly userInfo?: UserInfo;
}

/** TokenRequest requests a token for a given service account. */
export interface TokenRequest extends KubernetesObject {
  readonly apiVersion: "authentication.k8s.io/v1";
  readonly kind: "TokenRequest";
  readonly metadata: ObjectMeta;
  /** Spec holds information about the request being evaluated */
  readonly spec: TokenRequestSpec;
  /** Status is filled in by the server and indicates whether the token can be authenticated. */
  readonly status?: TokenRequestStatus;
}

/** TokenRequestSpec contains client provided parameters of a token request. */
export interface TokenRequestSpec {
  /**
   * Audiences are the intendend audiences of the token. A recipient of a token must identify themself with an
   * identifier in the list of audiences of the token, and otherwise should reject the token. A token issued for
   * multiple audiences may be used to authenticate against any of the audiences listed but implies a high degree of
   * trust between the target audiences.
   */
  readonly audiences: readonly string[];
  /**
   * BoundObjectRef is a reference to an object that the token will be bound to. The token will only be valid for as
   * long as the bound object exists. NOTE: The API server's TokenReview endpoint will validate the BoundObjectRef,
   * but other audiences may not. Keep ExpirationSeconds small if you want prompt revocation.
   */
  readonly boundObjectRef?: BoundObjectReference;
  /**
   * ExpirationSeconds is the requested duration of validity of the request. The token issuer may return a token with
   * a different validity duration so a client needs to check the 'expiration' field in a response.
   */
  readonly expirationSeconds?: number;
}

/** TokenRequestStatus is the result of a token request. */
export interface TokenRequestStatus {
  /** ExpirationTimestamp is the time of expiration of the returned token. */
  readonly expirationTimestamp: Time;
  /** Token is the opaque bearer token. */
  readonly token: string;
}

/**
 * TokenReview attempts to authenticate a token to a known user. Note: TokenReview requests may be cached by the
 * webhook token authenticator plugin in the kube-apiserver.
 */
export interface TokenReview extends KubernetesObject {
  readonly apiVersion: "authentication.k8s.io/v1";
  readonly kind: "TokenReview";
  readonly metadata: ObjectMeta;
  /** Spec holds information about the request being evaluated */
  readonly spec: TokenReviewSpec;
  /** Status is filled in by the server and indicates whether the request can be authenticated. */
  readonly status?: TokenReviewStatus;
}

/** TokenReviewSpec is a description of the token authentication request. */
export interface TokenReviewSpec {
  /**
   * Audiences is a list of the identifiers that the resource server presented with the token identifies as.
   * Audience-aware token authenticators will verify that the token was intended for at least one of the audiences in
   * this list. If no audiences are provided, the audience will default to the audience of the Kubernetes apiserver.
   */
  readonly audiences?: readonly string[];
  /** Token is the opaque bearer token. */
  readonly token?: string;
}

/** TokenReviewStatus is the result of the token authentication request. */
export interface TokenReviewStatus {
  /**
   * Audiences are audience identifiers chosen by the authenticator that are compatible with both the TokenReview and
   * token. An identifier is any identifier in the intersection of the TokenReviewSpec audiences and the token's
   * audiences. A client of the TokenReview API that sets the spec.audiences field should validate that a compatible
   * audience identifier is returned in the status.audiences field to ensure that the TokenReview server is audience
   * aware. If a TokenReview returns an empty status.audience field where status.authenticated is "true", the token is
   * valid against the audience of the Kubernetes API server.
   */
  readonly audiences?: readonly string[];
  /** Authenticated indicates that the token was associated with a known user. */
  readonly authenticated?: boolean;
  /** Error indicates that the token couldn't be checked */
  readonly error?: string;
  /** User is the UserInfo associated with the provided token. */
  readonly user?: UserInfo;
}

/** UserInfo holds the information about the user needed to implement the user.Info interface. */
export interface UserInfo {
  /** Any additional information provided by the authenticator. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** The names of groups this user is a part of. */
  readonly groups?: readonly string[];
  /**
   * A unique value that identifies this user across time. If this user is deleted and another user by the same name
   * is added, they will have different UIDs.
   */
  readonly uid?: string;
  /** The name that uniquely identifies this user among all active users. */
  readonly username?: string;
}
