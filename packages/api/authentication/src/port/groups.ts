import type { User } from "@engenho/core";

/** The group of everybody who has proved who they are. */
export const authenticatedGroup = "system:authenticated";
/** The group of those who have not. */
export const unauthenticatedGroup = "system:unauthenticated";
/** The name of those who have not. */
export const anonymousName = "system:anonymous";

/** The user of requests without credentials. */
export const anonymousUser: User = Object.freeze({
  name: anonymousName,
  groups: Object.freeze([unauthenticatedGroup]) as readonly string[],
});

/** The user as a member of `system:authenticated`, unless anonymous (upstream: group.AuthenticatedGroupAdder). */
export function withAuthenticatedGroup(user: User): User {
  const groups = user.groups ?? [];
  if (user.name === anonymousName) return user;
  if (groups.includes(authenticatedGroup) || groups.includes(unauthenticatedGroup)) return user;
  return { ...user, groups: [...groups, authenticatedGroup] };
}
