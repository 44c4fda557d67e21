/**
 * What an update may leave wrong with a Pod or a template because the stored object has it already: such was valid once
 * (upstream: PodValidationOptions).
 */
export type ForgivenFault =
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

/** All that is let pass in one write. */
export type ForgivenFaults = ReadonlySet<ForgivenFault>;
