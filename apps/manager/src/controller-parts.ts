import type { AccessReviewer, CertificateSigningOptions } from "@engenho/certificatesigningrequest";
import { type Clock, definedFields, type KeyedController, type Logger, type Store, type User } from "@engenho/core";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import type { KindDefinition } from "@engenho/registry";
import type { SecretTokenRequest } from "@engenho/serviceaccount";
import { type ControllerEntry, controllerCatalogue } from "./controller-catalogue.js";
import { selectControllers } from "./controller-selection.js";
import type { EventRecorders } from "./event-recorders.js";
import { defaultManagerOptions } from "./manager-options.js";
import { selectApis } from "./runtime-config/select-apis.js";
import { kubernetesVersion } from "./version.js";

/** The controllers and hollow nodes of a control plane. */
export interface ControllerPartsOptions {
  /** Which controllers run, in the syntax of kube-controller-manager's `--controllers`. Default `["*"]`, all of them. */
  readonly controllers?: readonly string[];
  /** The number of hollow nodes; 0: pods are neither bound nor made ready. Default 2. */
  readonly nodes?: number;
  /** The pod capacity of a node. Default 10 000. */
  readonly podCapacity?: number;
  /** The time from the binding of a pod to Ready, in milliseconds. Default 0. */
  readonly podStartupMs?: number;
  /** The delay between the deletion of a namespace and that of its content, in milliseconds. Default 5000. */
  readonly namespaceDeletionDelayMs?: number;
  /** The CA certificates that clients trust, in PEM. Without them none are published. */
  readonly rootCa?: string;
  /** Signs the tokens of Secrets of type `kubernetes.io/service-account-token`. Without it none are filled. */
  readonly issueServiceAccountToken?: (request: SecretTokenRequest) => string;
  /**
   * Answers SubjectAccessReviews. Default: the API server behind the store. Without either, CertificateSigningRequests of kubelets are not
   * approved automatically.
   */
  readonly reviewAccess?: AccessReviewer;
  /** The authority that signs certificates for a signer. Without it, the certificates of CertificateSigningRequests are not issued. */
  readonly certificateAuthorityOf?: CertificateSigningOptions["authorityOf"];
  /** How long these certificates are valid at most, in milliseconds. Default: a year. */
  readonly certificateDurationMs?: number;
  /** Features to turn on or off, as `HostnameOverride=true`. Default: none. */
  readonly featureGates?: readonly string[];
  /** Every kind that a given store serves now. Without it, the expressions of admission policies are not type-checked. */
  readonly servedKinds?: () => readonly KindDefinition[];
}

/** A controller that has not been created yet. */
export interface ControllerPart {
  /** The controller's name. */
  readonly name: string;
  /** The option that the controller requires. Default: none. */
  readonly needs?: ControllerEntry["needs"];
  /** The user of the controller's writes, for admission. Default: the program itself. */
  readonly user?: User;
  readonly create: (store: Store) => KeyedController;
}

/** The dependencies that all controllers of a control plane share. */
interface SharedContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorders: EventRecorders;
}

/**
 * The selected controllers, and those of the hollow nodes. Throws RangeError for an unknown controller name.
 */
export function controllerParts(options: ControllerPartsOptions & SharedContext): readonly ControllerPart[] {
  const { clock, logger, recorders, rootCa, issueServiceAccountToken, servedKinds } = options;
  const { reviewAccess, certificateAuthorityOf } = options;
  const { certificateDurationMs = defaultManagerOptions.clusterSigningDuration } = options;
  const { controllers = defaultManagerOptions.controllers } = options;
  const { namespaceDeletionDelayMs = defaultManagerOptions.namespaceDeletionDelayMs } = options;
  const shared = { clock, logger, recorders };
  const certificates = { reviewAccess, certificateAuthorityOf, certificateDurationMs };
  const { featureGates = [] } = options;
  const terminatingReplicas = selectApis({ featureGates }).featureGates.includes(
    "DeploymentReplicaSetTerminatingReplicas",
  );
  const context = {
    terminatingReplicas,
    ...{ ...shared, ...certificates, rootCa, issueServiceAccountToken, servedKinds, namespaceDeletionDelayMs },
  };
  const selected = selectControllers(controllerCatalogue, controllers)
    .filter(({ needs }) => needs === undefined || context[needs] !== undefined)
    .map(({ name, needs, serviceAccount, create }) => ({
      name,
      ...definedFields({ needs }),
      user: controllerUser(serviceAccount),
      create: (store: Store) => create({ ...context, store }),
    }));
  return [...selected, ...hollowNodes(options)];
}

function controllerUser(serviceAccount: string): User {
  return {
    name: `system:serviceaccount:kube-system:${serviceAccount}`,
    groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"],
  };
}

function hollowNodes(options: ControllerPartsOptions & SharedContext): readonly ControllerPart[] {
  const { clock, logger, recorders, podCapacity, podStartupMs = defaultManagerOptions.podStartupMs } = options;
  const { nodes = defaultManagerOptions.nodes } = options;
  if (nodes === 0) return [];
  const common = { clock, logger };
  const registrar = { ...common, nodes, kubeletVersion: kubernetesVersion, ...definedFields({ podCapacity }) };
  return [
    { name: "hollow-node-registrar", create: (store) => createNodeRegistrar({ ...registrar, store }) },
    {
      name: "hollow-binder",
      user: { name: "system:kube-scheduler", groups: ["system:authenticated"] },
      create: (store) => createPodBinder({ ...common, store, recorder: recorders.of("default-scheduler", store) }),
    },
    { name: "hollow-pod-lifecycle", create: (store) => createPodLifecycle({ ...common, store, podStartupMs }) },
  ];
}
