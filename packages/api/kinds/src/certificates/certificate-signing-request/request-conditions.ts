import { type Clock, type certificatesV1, copyWith, formatTime } from "@engenho/core";

/** A condition of a CertificateSigningRequest. */
export type RequestCondition = certificatesV1.CertificateSigningRequestCondition;

/** The types with which a request is decided. Only `/approval` writes them. */
export const decisions = ["Approved", "Denied"] as const;

/** The conditions of a type: there may be several, in objects that are older than that rule. */
export function conditionsOfType(conditions: readonly RequestCondition[], type: string): readonly RequestCondition[] {
  return conditions.filter((condition) => condition.type === type);
}

/**
 * `next` with the stored conditions of that type in place of its own, if there are as many (upstream: preserveConditionInstances). A
 * write that adds or removes some is refused later.
 */
export function withStoredOfType(
  next: readonly RequestCondition[],
  stored: readonly RequestCondition[],
  type: string,
): readonly RequestCondition[] {
  const kept = [...conditionsOfType(stored, type)];
  if (kept.length === 0 || conditionsOfType(next, type).length !== kept.length) return next;
  return next.map((condition) => (condition.type === type ? (kept.shift() as RequestCondition) : condition));
}

/**
 * The conditions with the times that the client has left out: now, or, of the transition, that of the stored condition with the same
 * type and status (upstream: populateConditionTimestamps).
 */
export function withTimes(
  next: readonly RequestCondition[],
  stored: readonly RequestCondition[],
  clock: Clock,
): readonly RequestCondition[] {
  const now = formatTime(clock.now());
  return next.map((condition) => {
    const { lastUpdateTime, lastTransitionTime } = condition;
    if (isTime(lastUpdateTime) && isTime(lastTransitionTime)) return condition;
    const before = stored.find(
      (one) => one.type === condition.type && one.status === condition.status && isTime(one.lastTransitionTime),
    );
    return copyWith(condition, {
      lastUpdateTime: isTime(lastUpdateTime) ? lastUpdateTime : now,
      lastTransitionTime: isTime(lastTransitionTime) ? lastTransitionTime : (before?.lastTransitionTime ?? now),
    }) as RequestCondition;
  });
}

/** An absent time is null in stored objects. */
function isTime(time: string | null | undefined): time is string {
  return typeof time === "string";
}
