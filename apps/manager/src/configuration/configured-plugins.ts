import {
  type EventLimit,
  eventRateLimit,
  imagePolicyWebhook,
  type LimitedResource,
  type PodTolerationRestrictionOptions,
  podNodeSelector,
  podTolerationRestriction,
  resourceQuota,
} from "@engenho/admission";
import { type Clock, errorMessage } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { mutatingAdmissionWebhook, validatingAdmissionWebhook } from "@engenho/webhooks";
import type { AdmissionTools } from "../admission-catalogue.js";
import { UsageError } from "../usage-error.js";
import { readAdmissionConfiguration } from "./admission-configuration.js";
import { podSecurityOf } from "./pod-security.js";
import { decodeKind, decodeShape, refuseFaults, type Source } from "./read-configuration.js";
import { texts } from "./shape.js";
import { openReviewClient, readWebhookCredentials } from "./webhook-kubeconfig.js";

/** Dependencies of configured plugins. */
export interface ConfiguredPluginOptions extends AdmissionTools {
  /** The file of `--admission-control-config-file`. */
  readonly file: string;
  /** Whether a plugin runs; as upstream, the configuration of other plugins is not validated. */
  readonly runs: (plugin: string) => boolean;
  readonly clock: Clock;
}

type Create = (source: Source, options: ConfiguredPluginOptions) => AdmissionPlugin | Promise<AdmissionPlugin>;

const creators: ReadonlyMap<string, Create> = new Map<string, Create>([
  ["EventRateLimit", eventRateLimitOf],
  ["ImagePolicyWebhook", imagePolicyOf],
  [
    "MutatingAdmissionWebhook",
    async (source, { observeWebhook: observe }) => {
      return mutatingAdmissionWebhook({ observe, credentialsFor: await credentialsOf(source) });
    },
  ],
  ["PodNodeSelector", podNodeSelectorOf],
  ["PodSecurity", podSecurityOf],
  ["PodTolerationRestriction", podTolerationRestrictionOf],
  ["ResourceQuota", resourceQuotaOf],
  [
    "ValidatingAdmissionWebhook",
    async (source, { observeWebhook: observe }) => {
      return validatingAdmissionWebhook({ observe, credentialsFor: await credentialsOf(source) });
    },
  ],
]);

/**
 * The plugins that a file configures, which replace those with the same names. Throws UsageError, which names the file
 * and the field, for an invalid configuration.
 */
export async function configuredPlugins(options: ConfiguredPluginOptions): Promise<readonly AdmissionPlugin[]> {
  const sourceOf = await readAdmissionConfiguration(options.file);
  const plugins: AdmissionPlugin[] = [];
  for (const [name, create] of creators) {
    const source = options.runs(name) ? await sourceOf(name) : undefined;
    if (source !== undefined) plugins.push(await created(name, () => create(source, options)));
  }
  return plugins;
}

async function created(name: string, create: () => AdmissionPlugin | Promise<AdmissionPlugin>) {
  try {
    return await create();
  } catch (error) {
    throw new UsageError(`couldn't init admission plugin ${JSON.stringify(name)}: ${errorMessage(error)}`, 1);
  }
}

const limitTypes = ["Server", "Namespace", "User", "SourceAndObject"];

function eventRateLimitOf(source: Source): AdmissionPlugin {
  const limit = { fields: { type: "text", qps: "number", burst: "number", cacheSize: "number" } } as const;
  const { limits } = decodeKind<{ readonly limits?: readonly EventLimit[] }>(source, [
    {
      kind: "Configuration",
      apiVersions: ["eventratelimit.admission.k8s.io/v1alpha1"],
      fields: { limits: { listOf: limit } },
    },
  ]);
  const causes = new Causes();
  if ((limits ?? []).length === 0) causes.invalidWithoutValue("limits", "must not be empty");
  for (const [index, { type, burst = 0, qps = 0, cacheSize = 0 }] of (limits ?? []).entries()) {
    const at = `limits[${index}]`;
    if (!limitTypes.includes(type)) causes.notSupported(`${at}.type`, type ?? "", limitTypes);
    if (!(burst > 0)) causes.invalid(`${at}.burst`, burst, "must be positive");
    if (!(qps > 0)) causes.invalid(`${at}.qps`, qps, "must be positive");
    if (type !== "Server" && cacheSize < 0) causes.invalid(`${at}.cacheSize`, cacheSize, "must not be negative");
  }
  refuseFaults(source.name, causes.list);
  return eventRateLimit({ limits: limits ?? [] });
}

interface ImagePolicy {
  readonly kubeConfigFile?: string;
  readonly allowTTL?: number;
  readonly denyTTL?: number;
  readonly retryBackoff?: number;
  readonly defaultAllow?: boolean;
}

async function imagePolicyOf(source: Source, { clock }: ConfiguredPluginOptions): Promise<AdmissionPlugin> {
  const fields = {
    kubeConfigFile: "text",
    allowTTL: "number",
    denyTTL: "number",
    retryBackoff: "number",
    defaultAllow: "flag",
  } as const;
  const { imagePolicy = {} } = decodeShape<{ readonly imagePolicy?: ImagePolicy }>(source, {
    fields: { imagePolicy: { fields } },
  });
  const { kubeConfigFile = "", allowTTL, denyTTL, retryBackoff, defaultAllow } = imagePolicy;
  const minute = 60_000;
  const options = {
    allowTtlMs: durationOf(source, ["imagePolicy.allowTTL", allowTTL], {
      unitMs: 1000,
      minMs: 1000,
      maxMs: 30 * minute,
    }),
    denyTtlMs: durationOf(source, ["imagePolicy.denyTTL", denyTTL], { unitMs: 1000, minMs: 1000, maxMs: 30 * minute }),
    retryBackoffMs: durationOf(source, ["imagePolicy.retryBackoff", retryBackoff], {
      unitMs: 1,
      minMs: 0,
      maxMs: 5 * minute,
    }),
    defaultAllow,
  };
  const client = await openReviewClient(kubeConfigFile, {
    flag: `imagePolicy.kubeConfigFile in ${source.name}`,
    clock,
  });
  return imagePolicyWebhook({ client, ...options });
}

/** A duration: 0 means the default, -1 means zero (imagepolicy/config.go normalizeConfigDuration). */
function durationOf(
  { name }: Source,
  [field, value = 0]: readonly [field: string, value: number | undefined],
  { unitMs, minMs, maxMs }: { readonly unitMs: number; readonly minMs: number; readonly maxMs: number },
): number | undefined {
  if (value === 0) return undefined;
  if (value === -1) return 0;
  const ms = value * unitMs;
  if (ms > minMs && ms <= maxMs) return ms;
  throw new UsageError(`${name}: ${field}: valid value is between ${minMs}ms and ${maxMs}ms, got ${ms}ms`, 1);
}

/** The credentials of webhooks: the kubeconfig's path is absolute. */
async function credentialsOf(source: Source) {
  const { kubeConfigFile = "" } = decodeKind<{ readonly kubeConfigFile?: string }>(source, [
    {
      kind: "WebhookAdmissionConfiguration",
      apiVersions: ["apiserver.config.k8s.io/v1"],
      fields: { kubeConfigFile: "text" },
    },
    {
      kind: "WebhookAdmission",
      apiVersions: ["apiserver.config.k8s.io/v1alpha1"],
      fields: { kubeConfigFile: "text" },
    },
  ]);
  const causes = new Causes();
  if (!kubeConfigFile.startsWith("/"))
    causes.invalid("kubeConfigFile", kubeConfigFile, "must be an absolute file path");
  refuseFaults(source.name, causes.list);
  return readWebhookCredentials(kubeConfigFile, `kubeConfigFile in ${source.name}`);
}

function resourceQuotaOf(source: Source): AdmissionPlugin {
  const requirement = { fields: { scopeName: "text", operator: "text", values: texts } } as const;
  const limited = {
    fields: { apiGroup: "text", resource: "text", matchContains: texts, matchScopes: { listOf: requirement } },
  } as const;
  const fields = { limitedResources: { listOf: limited } };
  const { limitedResources } = decodeKind<{ readonly limitedResources?: readonly LimitedResource[] }>(source, [
    { kind: "ResourceQuotaConfiguration", apiVersions: ["apiserver.config.k8s.io/v1"], fields },
    {
      kind: "Configuration",
      apiVersions: ["resourcequota.admission.k8s.io/v1beta1", "resourcequota.admission.k8s.io/v1alpha1"],
      fields,
    },
  ]);
  const causes = new Causes();
  for (const [index, { resource = "" }] of (limitedResources ?? []).entries()) {
    if (resource === "") causes.required(`limitedResources[${index}].resource`);
  }
  refuseFaults(source.name, causes.list);
  return resourceQuota({ limitedResources: limitedResources ?? [] });
}

/** Labels by namespace, and those of all other namespaces under a key that is not a namespace name. */
function podNodeSelectorOf(source: Source): AdmissionPlugin {
  const { podNodeSelectorPluginConfig: config } = decodeShape<{
    readonly podNodeSelectorPluginConfig?: Readonly<Record<string, string>>;
  }>(source, { fields: { podNodeSelectorPluginConfig: { mapOf: "text" } } });
  const { clusterDefaultNodeSelector = "", ...others } = config ?? {};
  const allowed = Object.entries(others).map(([namespace, text]) => [namespace, labelsOf(text, source, namespace)]);
  return podNodeSelector({
    clusterDefaultNodeSelector: labelsOf(clusterDefaultNodeSelector, source, "clusterDefaultNodeSelector"),
    allowed: Object.assign(Object.create(null), Object.fromEntries(allowed)),
  });
}

function labelsOf(text: string, { name }: Source, field: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = Object.create(null);
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const [key = "", value, ...more] = part.split("=");
    if (value === undefined || more.length > 0) {
      throw new UsageError(`${name}: podNodeSelectorPluginConfig.${field}: invalid selector: ${part}`, 1);
    }
    labels[key.trim()] = value.trim();
  }
  return labels;
}

function podTolerationRestrictionOf(source: Source): AdmissionPlugin {
  const fields = { key: "text", operator: "text", value: "text", effect: "text", tolerationSeconds: "number" } as const;
  const tolerations = { listOf: { fields } };
  const { default: defaults, whitelist } = decodeKind<{
    readonly default?: PodTolerationRestrictionOptions["defaults"];
    readonly whitelist?: PodTolerationRestrictionOptions["allowed"];
  }>(source, [
    {
      kind: "Configuration",
      apiVersions: ["podtolerationrestriction.admission.k8s.io/v1alpha1"],
      fields: { default: tolerations, whitelist: tolerations },
    },
  ]);
  return podTolerationRestriction({ defaults: defaults ?? [], allowed: whitelist ?? [] });
}
