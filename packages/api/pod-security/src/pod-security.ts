import { type KubernetesObject, type PodSpec, RecentMemo, type Stored } from "@engenho/core";
import { andThen, invalidError, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";
import type { CheckedPod } from "./checks/check.js";
import { warnOfExistingPods } from "./existing-pods.js";
import { podOf } from "./pod-templates.js";
import { describeViolations, evaluatePod } from "./policy/evaluate-pod.js";
import { compareLevels, describeLevel, isSameLevel } from "./policy/level.js";
import {
  isPrivileged,
  type NamespacePolicy,
  type ParsedPolicy,
  parsePolicy,
  privilegedPolicy,
} from "./policy/namespace-policy.js";
import { isSignificantUpdate } from "./significant-update.js";

/** Options of {@link podSecurity} (upstream: PodSecurityConfiguration). */
export interface PodSecurityOptions {
  /** The policy of namespaces without labels. Default: everything is allowed. */
  readonly defaults?: NamespacePolicy | undefined;
  /** What is never checked. Default: nothing. */
  readonly exemptions?: PodSecurityExemptions | undefined;
}

/** What is never checked, each by its name. */
export interface PodSecurityExemptions {
  /** Namespaces. */
  readonly namespaces?: readonly string[];
  /** Users who create the Pod; for Pods of a controller this is the controller. */
  readonly usernames?: readonly string[];
  /** RuntimeClasses. */
  readonly runtimeClasses?: readonly string[];
}

/** Subresources of Pods that cannot change anything that is checked. */
const ignoredSubresources: ReadonlySet<string> = new Set([
  "exec",
  "attach",
  "binding",
  "eviction",
  "log",
  "portforward",
  "proxy",
  "status",
]);

/**
 * Enforces the Pod Security Standards that the labels `pod-security.kubernetes.io/*` of a namespace ask for: rejects
 * Pods, warns about them and about the templates of workloads, and lists the Pods that violate a new level (upstream:
 * k8s.io/pod-security-admission). In a namespace that does not exist the defaults apply.
 */
export function podSecurity({
  defaults = privilegedPolicy,
  exemptions = {},
}: PodSecurityOptions = {}): AdmissionPlugin {
  const { namespaces = [], usernames = [], runtimeClasses = [] } = exemptions;
  const policies = new RecentMemo<Stored, ParsedPolicy>();
  const byDefault: ParsedPolicy = { policy: defaults, causes: [] };

  const policyOf = (namespace: Stored | undefined): ParsedPolicy => {
    if (namespace?.metadata.labels === undefined) return byDefault;
    let parsed = policies.get(namespace);
    if (parsed === undefined) {
      parsed = parsePolicy(namespace.metadata.labels, defaults);
      policies.set(namespace, parsed);
    }
    return parsed;
  };

  const validateIn = (request: AdmissionRequest, namespace: Stored | undefined): void => {
    const parsed = policyOf(namespace);
    const enforces = request.resource.stored.kind === "Pod";
    const { policy, causes } = parsed;
    if (causes.length === 0 && isPrivileged(policy)) {
      if (enforces) note(request, "enforce-policy", "privileged:latest");
      return;
    }
    const isSilent = policy.warn.level === "privileged" && policy.audit.level === "privileged";
    if (causes.length === 0 && !enforces && isSilent) return;
    const pod = podOf(request.object as KubernetesObject, request.resource.stored);
    if (pod === undefined) return;
    if (enforces && request.oldObject !== undefined && !isSignificantUpdate(request.oldObject, pod.spec)) return;
    if (runtimeClasses.includes(pod.spec.runtimeClassName ?? "")) {
      note(request, "exempt", "runtimeClass");
      return;
    }
    judge(request, pod, { parsed, enforces });
  };

  const validateNamespace = (request: AdmissionRequest, context: AdmissionContext): MaybePromise<void> => {
    const { name, labels = {} } = (request.object as KubernetesObject).metadata;
    const next = parsePolicy(labels, defaults);
    const before = request.oldObject === undefined ? undefined : policyOf(request.oldObject);
    const isNewError = next.causes.length > 0 && JSON.stringify(next.causes) !== JSON.stringify(before?.causes ?? []);
    if (isNewError) throw invalidError({ group: "", kind: "Namespace" }, name ?? "", next.causes);
    if (before !== undefined && !isStricter(before.policy, next.policy)) return undefined;
    if (namespaces.includes(name ?? "")) {
      warnOfExemption(request, { labels, policy: next.policy, defaults });
      return undefined;
    }
    if (before === undefined) return undefined;
    const pods = context.list({ group: "", kind: "Pod" }, { namespace: name ?? "" });
    return andThen(pods, ({ items }) => {
      const checked = (items as readonly (Stored & { readonly spec?: PodSpec })[]).filter(
        ({ spec }) => !runtimeClasses.includes(spec?.runtimeClassName ?? ""),
      );
      for (const warning of warnOfExistingPods(name ?? "", checked, next.policy.enforce)) request.onWarning(warning);
    });
  };

  return {
    name: "PodSecurity",
    handles(operation, { stored }, subresource) {
      if (operation === "DELETE" || operation === "CONNECT") return false;
      if (stored.group === "" && stored.kind === "Pod") return !ignoredSubresources.has(subresource);
      return subresource === "" && (isNamespace(stored) || podTemplateKinds.has(`${stored.kind}.${stored.group}`));
    },
    validate(request, context) {
      if (isNamespace(request.resource.stored)) return validateNamespace(request, context);
      if (namespaces.includes(request.namespace)) return note(request, "exempt", "namespace");
      if (usernames.includes(request.user?.name ?? "")) return note(request, "exempt", "user");
      const key = { group: "", kind: "Namespace", namespace: "", name: request.namespace };
      return andThen(context.get(key), (namespace) => validateIn(request, namespace));
    },
  };
}

/** Kinds with a template of Pods. */
const podTemplateKinds: ReadonlySet<string> = new Set([
  "ReplicationController.",
  "PodTemplate.",
  "ReplicaSet.apps",
  "Deployment.apps",
  "StatefulSet.apps",
  "DaemonSet.apps",
  "Job.batch",
  "CronJob.batch",
]);

function isNamespace({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return kind === "Namespace" && group === "";
}

/** Adds to the audit log. */
function note({ options }: AdmissionRequest, key: string, value: string): void {
  options.onAuditAnnotation?.(`pod-security.kubernetes.io/${key}`, value);
}

/** Rejects a Pod that violates the enforced level; records and warns about violations of the others. */
function judge(
  request: AdmissionRequest,
  pod: CheckedPod,
  { parsed, enforces }: { readonly parsed: ParsedPolicy; readonly enforces: boolean },
): void {
  const { policy, causes } = parsed;
  if (causes.length > 0) {
    const texts = causes.map(({ field, message }) => `${field}: ${message}`);
    note(request, "error", `Failed to parse policy: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}`);
  }
  const violationsOf = (mode: keyof NamespacePolicy) => {
    const violations = evaluatePod(pod, policy[mode]);
    if (violations.length === 0) return undefined;
    return `PodSecurity "${describeLevel(policy[mode])}": ${describeViolations(violations)}`;
  };
  if (enforces) note(request, "enforce-policy", describeLevel(policy.enforce));
  const enforced = enforces ? violationsOf("enforce") : undefined;
  const audited = violationsOf("audit");
  if (audited !== undefined) note(request, "audit-violations", `would violate ${audited}`);
  if (enforced !== undefined) throw admissionForbidden(request, { reason: `violates ${enforced}` });
  const warned = violationsOf("warn");
  if (warned !== undefined) request.onWarning(`would violate ${warned}`);
}

/** Whether Pods that were accepted may violate a namespace's new policy. */
function isStricter(before: NamespacePolicy, next: NamespacePolicy): boolean {
  if (isSameLevel(before.enforce, next.enforce) || next.enforce.level === "privileged") return false;
  return before.enforce.version !== next.enforce.version || compareLevels(next.enforce.level, before.enforce.level) > 0;
}

interface Exempted {
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: NamespacePolicy;
  readonly defaults: NamespacePolicy;
}

/** The labels of an exempt namespace have no effect. */
function warnOfExemption(request: AdmissionRequest, { labels, policy, defaults }: Exempted): void {
  const modes = ["enforce", "audit", "warn"] as const;
  const isDefault = modes.every((mode) =>
    policy[mode].level === "privileged" && defaults[mode].level === "privileged"
      ? true
      : isSameLevel(policy[mode], defaults[mode]),
  );
  if (isPrivileged(policy) || isDefault) return;
  const ignored = modes
    .filter((mode) => policy[mode].level !== "privileged")
    .filter((mode) => ["", "-version"].some((end) => Object.hasOwn(labels, `pod-security.kubernetes.io/${mode}${end}`)))
    .map((mode) => `${mode}=${describeLevel(policy[mode])}`);
  const name = (request.object as KubernetesObject).metadata.name ?? "";
  request.onWarning(
    `namespace "${name}" is exempt from Pod Security, and the policy (${ignored.join(", ")}) will be ignored`,
  );
}
