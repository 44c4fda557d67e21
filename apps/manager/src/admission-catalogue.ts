import {
  findPluginNameErrors,
  optionalAdmission,
  podTopologyLabels,
  standardAdmission,
  taintNodesByCondition,
} from "@engenho/admission";
import { validatingAdmissionPolicy } from "@engenho/admission-policies";
import { podSecurity } from "@engenho/pod-security";
import type { AdmissionPlugin } from "@engenho/registry";
import { mutatingAdmissionWebhook, validatingAdmissionWebhook, type WebhookPluginOptions } from "@engenho/webhooks";
import { type BetaChoice, selectBetaApis } from "./beta-apis.js";
import { type WebhookClientChoice, webhookClientOf } from "./webhook-client.js";

/** What plugins of the control plane are created with. */
export interface AdmissionTools {
  /** Receives each call of a webhook, for metrics. */
  readonly observeWebhook?: WebhookPluginOptions["observe"];
}

/** A plugin that the control plane has in addition to the standard ones of the store. */
export interface AdmissionEntry {
  /** Its name in kube-apiserver. */
  readonly name: string;
  /** Whether it runs unless it is disabled; otherwise it has to be enabled. */
  readonly onByDefault: boolean;
  readonly create: (options: AdmissionTools) => AdmissionPlugin;
}

/** The plugins in addition to the standard ones. Their order is kube-apiserver's, whatever their order here. */
export const admissionCatalogue: readonly AdmissionEntry[] = [
  { name: "TaintNodesByCondition", onByDefault: true, create: () => taintNodesByCondition },
  { name: "PodTopologyLabels", onByDefault: true, create: () => podTopologyLabels },
  { name: "ValidatingAdmissionPolicy", onByDefault: true, create: () => validatingAdmissionPolicy() },
  {
    name: "MutatingAdmissionWebhook",
    onByDefault: true,
    create: ({ observeWebhook: observe }) => mutatingAdmissionWebhook({ observe }),
  },
  {
    name: "ValidatingAdmissionWebhook",
    onByDefault: true,
    create: ({ observeWebhook: observe }) => validatingAdmissionWebhook({ observe }),
  },
  { name: "PodSecurity", onByDefault: true, create: () => podSecurity() },
  ...optionalAdmission().map((plugin) => ({ name: plugin.name, onByDefault: false, create: () => plugin })),
];

/** The names of the flags `--enable-admission-plugins` and `--disable-admission-plugins`. */
export interface AdmissionNames {
  /** Plugins to run in addition to those that run by default. */
  readonly enable: readonly string[];
  /** Plugins not to run. */
  readonly disable: readonly string[];
}

/**
 * The plugins of the catalogue that run, by the rules of kube-apiserver's flags. Throws RangeError with kube-apiserver's messages
 * for names that are unknown, not available, or both enabled and disabled.
 */
export function selectAdmission(
  { enable, disable }: AdmissionNames,
  tools: AdmissionTools = {},
): readonly AdmissionPlugin[] {
  const standard = standardAdmission();
  const isAvailable = (name: string) => [...standard, ...admissionCatalogue].some((plugin) => plugin.name === name);
  const errors = findPluginNameErrors({ enable, disable, isAvailable });
  if (errors.length > 0) throw new RangeError(errors.join("; "));
  const runs = ({ name, onByDefault }: AdmissionEntry) =>
    enable.includes(name) || (onByDefault && !disable.includes(name));
  return admissionCatalogue.filter(runs).map(({ create }) => create(tools));
}

/** The options of a control plane about admission. */
export interface AdmissionChoice extends AdmissionTools, BetaChoice, WebhookClientChoice {
  readonly admission?: readonly AdmissionPlugin[];
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
}

/** The options with which a control plane creates its store. Throws RangeError as {@link selectAdmission} and {@link selectBetaApis}. */
export function storeAdmission(choice: AdmissionChoice) {
  const { admission = [], enableAdmissionPlugins: enable = [], disableAdmissionPlugins: disable = [] } = choice;
  const beta = selectBetaApis(choice);
  return {
    kinds: beta.kinds,
    requireNamespaces: true,
    requireServiceAccounts: true,
    admission: [...selectAdmission({ enable, disable }, choice), ...beta.admission, ...admission],
    webhookClient: webhookClientOf(choice),
    disableAdmissionPlugins: disable,
  };
}
