import { deviceAdminGuard, orderAdmission, podCertificateGuard, standardAdmission } from "@engenho/admission";
import { escalationGuard, parameterGuard } from "@engenho/authorization";
import {
  type Clock,
  checkPassedThroughOptions,
  type Logger,
  type OptionRules,
  optionRules,
  type RandomSource,
  type TokenIssuer,
} from "@engenho/core";
import { customKinds, definitionKinds } from "@engenho/custom-resources";
import { type BuiltInKindsOptions, builtInKinds, requestKinds, type ServiceAllocatorOptions } from "@engenho/kinds";
import {
  type AdmissionPlugin,
  type Authorizer,
  createRegistry,
  type KindDefinition,
  type RegistryOptions,
  type RegistryStore,
} from "@engenho/registry";
import type { Backend } from "@engenho/storage";

/** Options of {@link createStandardRegistry}. */
export interface StandardRegistryOptions {
  /** Kinds in addition to the built-in ones. Default: none. */
  readonly kinds?: readonly KindDefinition[] | undefined;
  /**
   * Admission plugins in addition to the standard ones. One with the name of a plugin of kube-apiserver takes that plugin's
   * place in the order, and replaces the standard one of that name; others run after the standard ones, before the policies,
   * the webhooks and ResourceQuota. Default: none.
   */
  readonly admission?: readonly AdmissionPlugin[] | undefined;
  /** What admission plugins ask whether a user may do something. It does not guard the Store itself. Default: none. */
  readonly authorizer?: Authorizer | undefined;
  /** Makes the client that calls webhooks. Default: none, and every call fails. */
  readonly webhookClient?: RegistryOptions["webhookClient"];
  /** Issues the tokens of ServiceAccounts. Default: none are issued. */
  readonly tokenIssuer?: TokenIssuer | undefined;
  /** The names of admission plugins that do not run, such as `ServiceAccount`. Unknown names are ignored. Default: none. */
  readonly disableAdmissionPlugins?: readonly string[] | undefined;
  /**
   * The names of feature gates to enable, such as `HostnameOverride`: fields behind them are kept. Other gates have no effect here; the kinds
   * behind gates are given as `kinds`. Default: none.
   */
  readonly featureGates?: readonly string[] | undefined;
  /** The ranges of cluster IPs and node ports of Services. */
  readonly services?: ServiceAllocatorOptions | undefined;
  /**
   * Whether namespaced objects can only be created in existing namespaces, and `default`, `kube-system` and `kube-public`
   * cannot be deleted, as in an API server (AP-3). The store creates none: with true, create
   * `default` before the first object in it. Default false: nothing needs to be set up. A terminating namespace rejects new objects in
   * either case.
   */
  readonly requireNamespaces?: boolean | undefined;
  /**
   * Whether a Pod can only be created if its ServiceAccount exists, as in an API server. Default false. A Pod gets the token
   * volume and the image pull secrets of an account that exists in either case.
   */
  readonly requireServiceAccounts?: boolean | undefined;
  /** Receives how long admission and the expressions of custom kinds take, for metrics. Default: nothing is measured. */
  readonly metrics?: RegistryOptions["metrics"];
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** The kinds of a standard registry from the start: the built-in kinds, CustomResourceDefinition, and those that are not stored. */
export function standardKinds(options: BuiltInKindsOptions = {}): readonly KindDefinition[] {
  return [...builtInKinds(options), ...definitionKinds(), ...requestKinds()];
}

/** What each option must be, for stores that have these options and more. */
export const standardRegistryRules: OptionRules<keyof StandardRegistryOptions> = {
  kinds: { expected: "a list of kinds", accepts: Array.isArray },
  admission: { expected: "a list of admission plugins", accepts: Array.isArray },
  authorizer: optionRules.object,
  webhookClient: optionRules.callable,
  tokenIssuer: optionRules.object,
  disableAdmissionPlugins: optionRules.texts,
  featureGates: optionRules.texts,
  services: optionRules.object,
  requireNamespaces: optionRules.flag,
  requireServiceAccounts: optionRules.flag,
  metrics: optionRules.object,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

/**
 * A registry on `backend` with everything that is built into an API server: the built-in kinds, CustomResourceDefinitions, and
 * the admission plugins that are enabled by default. No other registry may use the backend. Throws TypeError for an invalid
 * option.
 */
export function createStandardRegistry(backend: Backend, options: StandardRegistryOptions = {}): RegistryStore {
  checkPassedThroughOptions("createStandardRegistry", options, standardRegistryRules);
  const { services, requireNamespaces, requireServiceAccounts } = options;
  const { authorizer, webhookClient, tokenIssuer, metrics, clock, random, logger } = options;
  const { admission: added, disableAdmissionPlugins: disabled } = options;
  const plugins = orderAdmission(
    standardAdmission({ requireNamespaces, requireServiceAccounts, requireClasses: requireNamespaces }),
    { added, disabled },
  );
  return createRegistry(backend, {
    kinds: [...standardKinds({ services }), ...(options.kinds ?? [])],
    kindSource: customKinds,
    featureGates: options.featureGates,
    admission: [...plugins, escalationGuard, parameterGuard, deviceAdminGuard, podCertificateGuard],
    authorizer,
    webhookClient,
    tokenIssuer,
    metrics,
    clock,
    random,
    logger,
  });
}
