import type { Causes } from "@engenho/machinery";

/**
 * Errors that an update of a Pod or a template may keep because the stored object, which was valid once, has them (upstream:
 * PodValidationOptions).
 */
export type ToleratedError =
  | "affinity-selector-values"
  | "host-sysctls"
  | "indivisible-huge-pages"
  | "node-affinity-values"
  | "pod-deletion-cost"
  | "selinux-change-policy"
  | "spread-label-keys"
  | "spread-selectors"
  | "token-paths"
  | "volume-devices-of-users";

/** All errors that are tolerated in one write. */
export type ToleratedErrors = ReadonlySet<ToleratedError>;

/** Whether the error is tolerated in the write whose causes are collected. */
export function tolerates(causes: Causes, error: ToleratedError): boolean {
  return causes.tolerates(error);
}
