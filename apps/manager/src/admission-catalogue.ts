import { findPluginNameErrors, optionalAdmission, standardAdmission, taintNodesByCondition } from "@engenho/admission";
import { type ObserveCheck, validatingAdmissionPolicy } from "@engenho/admission-policies";
import { podSecurity } from "@engenho/pod-security";
import type { AdmissionPlugin } from "@engenho/registry";
import { mutatingAdmissionWebhook, validatingAdmissionWebhook, type WebhookPluginOptions } from "@engenho/webhooks";
import { type ApiChoice, selectApis } from "./runtime-config/select-apis.js";
import { type WebhookClientChoice, webhookClientOf } from "./webhook-client.js";

/** The dependencies of the control plane's plugins. */
export interface AdmissionTools {
  /** Receives each call of a webhook, for metrics. */
  readonly observeWebhook?: WebhookPluginOptions["observe"];
  /** Receives the checks of admission policies, for metrics. */
  readonly observeCheck?: ObserveCheck;
}

/** A plugin of the control plane in addition to the store's standard ones. */
export interface AdmissionEntry {
  /** Its name in kube-apiserver. */
  readonly name: string;
  /** Whether it runs by default. */
  readonly onByDefault: boolean;
  readonly create: (options: AdmissionTools) => AdmissionPlugin;
}

/** The plugins in addition to the standard ones. Their order is kube-apiserver's, whatever their order here. */
const admissionCatalogue: readonly AdmissionEntry[] = [
  { name: "TaintNodesByCondition", onByDefault: true, create: () => taintNodesByCondition },
  ...["PodTopologyLabels", "MutatingAdmissionPolicy"].map((name) => ({
    name,
    onByDefault: true,
    create: () => inert(name),
  })),
  {
    name: "ValidatingAdmissionPolicy",
    onByDefault: true,
    create: ({ observeCheck: observe }) => validatingAdmissionPolicy({ observe }),
  },
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
  ...["EventRateLimit", "ImagePolicyWebhook"].map((name) => ({
    name,
    onByDefault: false,
    create: () => needsFile(name),
  })),
  ...optionalAdmission().map((plugin) => ({ name: plugin.name, onByDefault: false, create: () => plugin })),
];

/** A plugin that does nothing in kube-apiserver 1.34 either unless a feature gate is enabled. */
function inert(name: string): AdmissionPlugin {
  return { name, handles: () => false };
}

/** As upstream, plugins that need a configuration refuse to start without one. */
function needsFile(name: string): never {
  const reason = "no config specified: it has to be in the file of --admission-control-config-file";
  throw new RangeError(`couldn't init admission plugin ${JSON.stringify(name)}: ${reason}`);
}

/** The names of the flags `--enable-admission-plugins` and `--disable-admission-plugins`. */
export interface AdmissionNames {
  /** Plugins to run in addition to those that run by default. */
  readonly enable: readonly string[];
  /** Plugins not to run. */
  readonly disable: readonly string[];
}

/** A validated selection of plugins. */
export interface CheckedAdmissionNames {
  /** Whether a plugin of this name runs, if there is one. */
  readonly runs: (name: string) => boolean;
}

/**
 * Validates a selection of plugins by the rules of kube-apiserver's flags. Throws RangeError with kube-apiserver's
 * messages for names that are unknown, not available, or both enabled and disabled.
 */
export function checkAdmissionNames({ enable, disable }: AdmissionNames): CheckedAdmissionNames {
  const standard = standardAdmission();
  const isStandard = (name: string) => standard.some((plugin) => plugin.name === name);
  const entryOf = (name: string) => admissionCatalogue.find((entry) => entry.name === name);
  const isAvailable = (name: string) => isStandard(name) || entryOf(name) !== undefined;
  const errors = findPluginNameErrors({ enable, disable, isAvailable });
  if (errors.length > 0) throw new RangeError(errors.join("; "));
  return {
    runs(name) {
      if (enable.includes(name)) return true;
      return !disable.includes(name) && (isStandard(name) || entryOf(name)?.onByDefault === true);
    },
  };
}

/**
 * The plugins that run in addition to the standard ones of the store. `configured` are those with a configuration file,
 * which replace others of the same name. Throws RangeError as {@link checkAdmissionNames}.
 */
export function selectAdmission(
  names: AdmissionNames,
  tools: AdmissionTools = {},
  configured: readonly AdmissionPlugin[] = [],
): readonly AdmissionPlugin[] {
  const { runs } = checkAdmissionNames(names);
  const isConfigured = (name: string) => configured.some((plugin) => plugin.name === name);
  const others = admissionCatalogue.filter(({ name }) => runs(name) && !isConfigured(name));
  return [...others.map(({ create }) => create(tools)), ...configured.filter(({ name }) => runs(name))];
}

/** The admission options of a control plane. */
export interface AdmissionChoice extends AdmissionTools, ApiChoice, WebhookClientChoice {
  readonly admission?: readonly AdmissionPlugin[];
  /** Plugins with a configuration file. */
  readonly configuredAdmission?: readonly AdmissionPlugin[];
  readonly enableAdmissionPlugins?: readonly string[];
  readonly disableAdmissionPlugins?: readonly string[];
}

/**
 * The admission options of a control plane's store. Throws RangeError as {@link selectAdmission} and {@link
 * selectApis}.
 */
export function storeAdmission(choice: AdmissionChoice) {
  const {
    admission = [],
    configuredAdmission = [],
    enableAdmissionPlugins: enable = [],
    disableAdmissionPlugins: disable = [],
  } = choice;
  const apis = selectApis(choice);
  return {
    kinds: apis.kinds,
    featureGates: apis.featureGates,
    requireNamespaces: true,
    requireServiceAccounts: true,
    admission: [...selectAdmission({ enable, disable }, choice, configuredAdmission), ...apis.admission, ...admission],
    webhookClient: webhookClientOf(choice),
    disableAdmissionPlugins: disable,
  };
}
