import type { KindReference, KubernetesObject } from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import type { Follower } from "./follow-store.js";

/** An authorizer whose decisions are based on objects of a store that it follows. */
export interface FollowingAuthorizer<T extends KubernetesObject = KubernetesObject> extends Authorizer, Follower<T> {
  /** The kinds whose commits it needs. */
  readonly kinds: readonly KindReference<T>[];
}
