import type { admissionregistrationV1 } from "@engenho/core";
import {
  type Causes,
  checkLabelSelector,
  checkWebhookService,
  checkWebhookUrl,
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  type LongWork,
} from "@engenho/machinery";
import { type ConditionFault, checkMatchConditions } from "../shared/match-condition-validation.js";
import { checkRuleWithOperations } from "../shared/rule-validation.js";

/** A webhook of either kind, as a client sent it. */
export type SentWebhook = Partial<admissionregistrationV1.MutatingWebhook>;

const reviewVersions = ["v1", "v1beta1"];
const withoutSideEffects = ["None", "NoneOnDryRun"];
const sideEffectClasses = ["None", "NoneOnDryRun", "Some", "Unknown"];
const failurePolicies = ["Fail", "Ignore"];
const matchPolicies = ["Equivalent", "Exact"];
const reinvocationPolicies = ["IfNeeded", "Never"];

interface WebhookRules {
  readonly noSideEffects: boolean;
  readonly knownReviewVersion: boolean;
  readonly invalidLabelValues: boolean;
  readonly faultOf: ConditionFault | undefined;
  readonly causes: Causes;
}

/** Whether a webhook accepts a version of AdmissionReview that is sent, or says nothing at all. */
export function hasKnownReviewVersion({ admissionReviewVersions = [] }: SentWebhook): boolean {
  return (
    admissionReviewVersions.length === 0 || admissionReviewVersions.some((version) => reviewVersions.includes(version))
  );
}

/** Whether a webhook declares that a dry run may call it. */
export function hasNoSideEffects({ sideEffects = "" }: SentWebhook): boolean {
  return withoutSideEffects.includes(sideEffects);
}

/** Checks a webhook of either kind (upstream: validateMutatingWebhook, validateValidatingWebhook). */
export function* checkWebhook(webhook: SentWebhook, path: string, rules: WebhookRules): LongWork<void> {
  const { causes, invalidLabelValues: invalidValues } = rules;
  const { name = "", failurePolicy, matchPolicy, timeoutSeconds, reinvocationPolicy, clientConfig } = webhook;
  checkQualifiedName(name, `${path}.name`, causes);
  for (const [index, rule] of (webhook.rules ?? []).entries()) {
    checkRuleWithOperations(rule, `${path}.rules[${index}]`, causes);
  }
  checkOneOf(failurePolicy, failurePolicies, `${path}.failurePolicy`, causes);
  checkOneOf(matchPolicy, matchPolicies, `${path}.matchPolicy`, causes);
  checkSideEffects(webhook, `${path}.sideEffects`, rules);
  if (timeoutSeconds !== undefined && (timeoutSeconds > 30 || timeoutSeconds < 1)) {
    const detail = "the timeout value must be between 1 and 30 seconds";
    causes.invalid(`${path}.timeoutSeconds`, timeoutSeconds, detail);
  }
  checkLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`, causes, { invalidValues });
  checkLabelSelector(webhook.objectSelector, `${path}.objectSelector`, causes, { invalidValues });
  checkOneOf(reinvocationPolicy, reinvocationPolicies, `${path}.reinvocationPolicy`, causes);
  checkClientConfig(clientConfig, `${path}.clientConfig`, causes);
  const { faultOf } = rules;
  if (faultOf !== undefined) {
    yield* checkMatchConditions(webhook.matchConditions ?? [], `${path}.matchConditions`, { causes, faultOf });
  }
  checkReviewVersions(webhook, `${path}.admissionReviewVersions`, rules);
}

/** Upstream: validation.IsFullyQualifiedName. */
function checkQualifiedName(name: string, path: string, causes: Causes): void {
  if (name === "") {
    causes.required(path);
    return;
  }
  const faults = dns1123SubdomainFaults(name);
  if (faults.length > 0) causes.invalid(path, name, faults.join(","));
  else if (name.split(".").length < 3) {
    causes.invalid(path, name, "should be a domain with at least three segments separated by dots");
  }
}

function checkOneOf(value: string | undefined, allowed: readonly string[], path: string, causes: Causes): void {
  if (value !== undefined && !allowed.includes(value)) causes.notSupported(path, value, allowed);
}

function checkSideEffects({ sideEffects }: SentWebhook, path: string, { noSideEffects, causes }: WebhookRules): void {
  const allowed = noSideEffects ? withoutSideEffects : sideEffectClasses;
  if (sideEffects === undefined || sideEffects === null) {
    causes.required(path, `must specify one of ${allowed.join(", ")}`);
  } else checkOneOf(sideEffects, allowed, path, causes);
}

function checkClientConfig(
  config: Partial<admissionregistrationV1.WebhookClientConfig> | undefined,
  path: string,
  causes: Causes,
): void {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined)) {
    causes.required(path, "exactly one of url or service is required");
  } else if (url !== undefined) checkWebhookUrl(url, `${path}.url`, causes);
  else if (service !== undefined) checkWebhookService(service, `${path}.service`, causes);
}

/** Upstream: validateAdmissionReviewVersions. */
function checkReviewVersions(
  { admissionReviewVersions: versions = [] }: SentWebhook,
  path: string,
  { knownReviewVersion, causes }: WebhookRules,
): void {
  if (versions.length === 0) {
    causes.required(path, `must specify one of ${reviewVersions.join(", ")}`);
    return;
  }
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) {
      causes.invalid(`${path}[${index}]`, version, "duplicate version");
      continue;
    }
    seen.add(version);
    causes.invalidEach(`${path}[${index}]`, version, dns1035LabelFaults(version));
  }
  if (knownReviewVersion && !versions.some((version) => reviewVersions.includes(version))) {
    causes.invalid(path, versions, `must include at least one of ${reviewVersions.join(", ")}`);
  }
}
