import type { User } from "@engenho/core";

/** The group of authenticated users. */
export const authenticatedGroup = "system:authenticated";
/** The group of unauthenticated users. */
export const unauthenticatedGroup = "system:unauthenticated";
/** The name of unauthenticated users. */
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
