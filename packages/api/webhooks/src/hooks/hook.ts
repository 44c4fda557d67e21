import type { admissionregistrationV1, KubernetesObject, LabelSelector, Stored } from "@engenho/core";
import { compileMatchConditions, type MatchConditions } from "@engenho/expressions";
import type { LongWork, MaybeWork } from "@engenho/machinery";
import type { WebhookAddress } from "@engenho/registry";

type SentWebhook = Partial<admissionregistrationV1.MutatingWebhook>;

interface Configuration extends KubernetesObject {
  readonly webhooks?: readonly SentWebhook[];
}

/** One webhook of a configuration. */
export interface Hook {
  /** The webhook's own name, such as `pods.example.com`. */
  readonly name: string;
  /** The name of its configuration. */
  readonly configuration: string;
  /** Identifies it among all webhooks of its kind. */
  readonly id: string;
  readonly address: WebhookAddress;
  readonly rules: readonly Partial<admissionregistrationV1.RuleWithOperations>[];
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  /** Whether rules match other versions of the resource too (`matchPolicy: Equivalent`). */
  readonly matchesEquivalents: boolean;
  /** Whether a failed call is ignored (`failurePolicy: Ignore`). */
  readonly ignoresFailures: boolean;
  /** `None`, `NoneOnDryRun`...; `""` if it is not declared. */
  readonly sideEffects: string;
  readonly timeoutMs: number;
  readonly reviewVersions: readonly string[];
  readonly isReinvoked: boolean;
  /** Compiled when a request first matches the rules. */
  conditions(): MaybeWork<MatchConditions>;
}

const defaultTimeoutSeconds = 10;
const everything: LabelSelector = {};

/** The webhooks of all configurations of a kind, in the order of upstream: by the name of the configuration, then as listed. */
export function hooksOf(configurations: readonly Stored[]): readonly Hook[] {
  const byName = configurations.toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  return byName.flatMap((configuration) => {
    const { name } = configuration.metadata;
    const { webhooks = [] } = configuration as Configuration;
    return webhooks.map((webhook, index) => hookOf(webhook, name, index));
  });
}

function hookOf(webhook: SentWebhook, configuration: string, index: number): Hook {
  const { name = "", clientConfig, matchConditions = [], timeoutSeconds = defaultTimeoutSeconds } = webhook;
  let conditions: MatchConditions | undefined;
  function* compileOnce(): LongWork<MatchConditions> {
    conditions = yield* compileMatchConditions(matchConditions);
    return conditions;
  }
  return {
    name,
    configuration,
    id: `${configuration}/${name}/${index}`,
    address: clientConfig ?? {},
    rules: webhook.rules ?? [],
    namespaceSelector: webhook.namespaceSelector ?? everything,
    objectSelector: webhook.objectSelector ?? everything,
    matchesEquivalents: webhook.matchPolicy === "Equivalent",
    ignoresFailures: webhook.failurePolicy === "Ignore",
    sideEffects: webhook.sideEffects ?? "",
    timeoutMs: timeoutSeconds * 1000,
    reviewVersions: webhook.admissionReviewVersions ?? [],
    isReinvoked: webhook.reinvocationPolicy === "IfNeeded",
    conditions: () => conditions ?? compileOnce(),
  };
}
