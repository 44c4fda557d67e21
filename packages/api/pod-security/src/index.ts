export type { CheckedPod, Violation } from "./checks/check.js";
export { type PodSecurityExemptions, type PodSecurityOptions, podSecurity } from "./pod-security.js";
export { describeViolations, evaluatePod } from "./policy/evaluate-pod.js";
export { type LevelVersion, type PodSecurityLevel, parseLevel, parseVersion } from "./policy/level.js";
export type { NamespacePolicy } from "./policy/namespace-policy.js";
