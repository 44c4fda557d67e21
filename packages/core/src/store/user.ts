/** Who makes a request (authentication.k8s.io UserInfo). */
export interface User {
  /** The username. */
  readonly name: string;
  /** Distinguishes users who had the same name at different times. */
  readonly uid?: string;
  /** The groups that the user is a member of: `system:masters`. */
  readonly groups?: readonly string[];
  /** Further facts from the authenticator, by keys such as `authentication.kubernetes.io/credential-id`. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}
