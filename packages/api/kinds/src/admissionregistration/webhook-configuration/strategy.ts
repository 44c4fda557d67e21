import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { matchConditionFault } from "@engenho/expressions";
import { Causes, deepEqual, type LongWork, labelSelectorHasInvalidValues } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { ConditionFault } from "../shared/match-condition-validation.js";
import { checkWebhook, hasKnownReviewVersion, hasNoSideEffects, type SentWebhook } from "./validation.js";

interface Configuration extends KubernetesObject {
  readonly webhooks?: readonly SentWebhook[];
}

/** MutatingWebhookConfiguration and ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1. */
export function webhookConfigurationStrategy(): Strategy {
  const faultOf: ConditionFault = (expression) => matchConditionFault(expression);
  return {
    allowUnconditionalUpdate: false,
    validateCreate({ webhooks = [] }: Configuration): LongWork<readonly StatusCause[]> {
      return validate(webhooks, {
        noSideEffects: true,
        knownReviewVersion: true,
        uniqueNames: true,
        invalidLabelValues: false,
        faultOf,
      });
    },
    validateUpdate({ webhooks = [] }: Configuration, current: Stored): LongWork<readonly StatusCause[]> {
      const { webhooks: before = [] } = current as Configuration;
      return validate(webhooks, {
        noSideEffects: before.every(hasNoSideEffects),
        knownReviewVersion: before.every(hasKnownReviewVersion),
        uniqueNames: new Set(before.map(({ name }) => name)).size === before.length,
        invalidLabelValues: before.some(hasInvalidLabelValues),
        faultOf: haveSameConditions(webhooks, before) ? undefined : faultOf,
      });
    },
  };
}

/** The requirements for webhooks; an update may keep violations that the stored configuration already has. */
interface Requirements {
  readonly noSideEffects: boolean;
  readonly knownReviewVersion: boolean;
  readonly uniqueNames: boolean;
  readonly invalidLabelValues: boolean;
  /** Undefined: the match conditions are those of the stored configuration, and not checked. */
  readonly faultOf: ConditionFault | undefined;
}

function* validate(webhooks: readonly SentWebhook[], required: Requirements): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  const names = new Set<string>();
  for (const [index, webhook] of webhooks.entries()) {
    const path = `webhooks[${index}]`;
    yield* checkWebhook(webhook, path, { ...required, causes });
    const { name = "" } = webhook;
    if (!required.uniqueNames || name === "") continue;
    if (names.has(name)) causes.duplicate(`${path}.name`, name);
    names.add(name);
  }
  return causes.list;
}

function haveSameConditions(next: readonly SentWebhook[], before: readonly SentWebhook[]): boolean {
  if (next.length !== before.length) return false;
  return before.every(({ matchConditions }, index) => deepEqual(next[index]?.matchConditions, matchConditions));
}

function hasInvalidLabelValues({ namespaceSelector, objectSelector }: SentWebhook): boolean {
  return [namespaceSelector, objectSelector].some(
    (selector) => selector !== undefined && labelSelectorHasInvalidValues(selector),
  );
}
