import {
  type AccessReviewer,
  type CertificateSigningOptions,
  createCertificateApproving,
  createCertificateCleaner,
  createCertificateSigning,
} from "@engenho/certificatesigningrequest";
import { createClusterRoleAggregation } from "@engenho/clusterrole-aggregation";
import type { Clock, EventRecorder, KeyedController, Logger, Store } from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNamespaceController } from "@engenho/namespace";
import type { KindDefinition } from "@engenho/registry";
import { createReplicaSetController } from "@engenho/replicaset";
import { createReplicationControllerController } from "@engenho/replicationcontroller";
import { createResourceQuotaController } from "@engenho/resourcequota";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
} from "@engenho/service";
import {
  createRootCaPublisher,
  createServiceAccountController,
  createServiceAccountTokenController,
  type SecretTokenRequest,
} from "@engenho/serviceaccount";
import { createPersistentVolumeClaimProtection, createPersistentVolumeProtection } from "@engenho/storage-protection";
import type { ControllerNames } from "./controller-selection.js";
import type { EventRecorders } from "./event-recorders.js";
import { createPolicyTypeChecks } from "./policy-type-checks.js";

/** The dependencies of controllers. */
export interface ControllerContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Creates Event recorders. */
  readonly recorders: EventRecorders;
  /** The CA certificates that clients trust, in PEM. */
  readonly rootCa: string | undefined;
  /** Signs the tokens of Secrets. */
  readonly issueServiceAccountToken: ((request: SecretTokenRequest) => string) | undefined;
  /** Answers SubjectAccessReviews. */
  readonly reviewAccess: AccessReviewer | undefined;
  /** The authority that signs certificates for a signer. */
  readonly certificateAuthorityOf: CertificateSigningOptions["authorityOf"] | undefined;
  /** The maximum validity of certificates, in milliseconds. */
  readonly certificateDurationMs: number;
  /** The delay between the deletion of a namespace and that of its content. */
  readonly namespaceDeletionDelayMs: number;
  /** Whether statuses have `terminatingReplicas` (feature gate DeploymentReplicaSetTerminatingReplicas). */
  readonly terminatingReplicas: boolean;
  /** Returns every kind that the store serves, if the store supports that. */
  readonly servedKinds: (() => readonly KindDefinition[]) | undefined;
}

/** A controller that the manager can run. */
export interface ControllerEntry extends ControllerNames {
  /** The dependency that it requires; it does not run if this is undefined. */
  readonly needs?: "rootCa" | "issueServiceAccountToken" | "servedKinds" | "reviewAccess" | "certificateAuthorityOf";
  /** The ServiceAccount in `kube-system` with which kube-controller-manager runs it (bootstrappolicy, controller_policy.go). */
  readonly serviceAccount: string;
  readonly create: (context: ControllerContext) => KeyedController;
}

/** The options that every controller has. */
type CommonOptions = Pick<ControllerContext, "store" | "clock" | "logger">;

function commonOptions({ store, clock, logger }: ControllerContext): CommonOptions {
  return { store, clock, logger };
}

/** Creates a controller that has no other options. */
function plain(create: (options: CommonOptions) => KeyedController): ControllerEntry["create"] {
  return (context) => create(commonOptions(context));
}

/** Creates a controller that records Events with the source `component`. */
function recording(
  create: (options: CommonOptions & { readonly recorder: EventRecorder }) => KeyedController,
  component: string,
): ControllerEntry["create"] {
  return (context) => create({ ...commonOptions(context), recorder: context.recorders.of(component, context.store) });
}

/** As {@link recording}, for a controller that may count terminating replicas. */
function counting(
  create: (
    options: CommonOptions & { readonly recorder: EventRecorder; readonly terminatingReplicas: boolean },
  ) => KeyedController,
  component: string,
): ControllerEntry["create"] {
  return (context) => {
    const { terminatingReplicas } = context;
    return recording((options) => create({ ...options, terminatingReplicas }), component)(context);
  };
}

/** All controllers by their names in kube-controller-manager; the aliases are its older names and additional short ones. */
export const controllerCatalogue: readonly ControllerEntry[] = [
  {
    name: "deployment-controller",
    aliases: ["deployment"],
    serviceAccount: "deployment-controller",
    create: counting(createDeploymentController, "deployment-controller"),
  },
  {
    name: "replicaset-controller",
    aliases: ["replicaset"],
    serviceAccount: "replicaset-controller",
    create: counting(createReplicaSetController, "replicaset-controller"),
  },
  {
    name: "replicationcontroller-controller",
    aliases: ["replicationcontroller"],
    serviceAccount: "replication-controller",
    create: recording(createReplicationControllerController, "replication-controller"),
  },
  {
    name: "endpoints-controller",
    aliases: ["endpoint", "endpoints"],
    serviceAccount: "endpoint-controller",
    create: recording(createEndpointsController, "endpoint-controller"),
  },
  {
    name: "endpointslice-controller",
    aliases: ["endpointslice"],
    serviceAccount: "endpointslice-controller",
    create: recording(createEndpointSliceController, "endpoint-slice-controller"),
  },
  {
    name: "endpointslice-mirroring-controller",
    aliases: ["endpointslicemirroring"],
    serviceAccount: "endpointslicemirroring-controller",
    create: recording(createEndpointSliceMirroringController, "endpoint-slice-mirroring-controller"),
  },
  {
    name: "garbage-collector-controller",
    aliases: ["garbagecollector", "gc"],
    serviceAccount: "generic-garbage-collector",
    create: recording(createGarbageCollector, "garbage-collector-controller"),
  },
  {
    name: "namespace-controller",
    aliases: ["namespace"],
    serviceAccount: "namespace-controller",
    create: (context) =>
      createNamespaceController({ ...commonOptions(context), deletionDelayMs: context.namespaceDeletionDelayMs }),
  },
  {
    name: "serviceaccount-controller",
    aliases: ["serviceaccount"],
    serviceAccount: "service-account-controller",
    create: plain(createServiceAccountController),
  },
  {
    name: "serviceaccount-token-controller",
    aliases: ["serviceaccount-token"],
    serviceAccount: "tokens-controller",
    needs: "issueServiceAccountToken",
    create({ issueServiceAccountToken, rootCa, ...context }) {
      const issueToken = issueServiceAccountToken as NonNullable<typeof issueServiceAccountToken>;
      const { store, clock, logger } = context;
      return createServiceAccountTokenController({ store, clock, logger, rootCa, issueToken });
    },
  },
  {
    name: "root-ca-certificate-publisher-controller",
    aliases: ["root-ca-cert-publisher"],
    serviceAccount: "root-ca-cert-publisher",
    needs: "rootCa",
    create: (context) => createRootCaPublisher({ ...commonOptions(context), rootCa: context.rootCa as string }),
  },
  {
    name: "resourcequota-controller",
    aliases: ["resourcequota"],
    serviceAccount: "resourcequota-controller",
    create: plain(createResourceQuotaController),
  },
  {
    name: "persistentvolumeclaim-protection-controller",
    aliases: ["pvc-protection"],
    serviceAccount: "pvc-protection-controller",
    create: plain(createPersistentVolumeClaimProtection),
  },
  {
    name: "persistentvolume-protection-controller",
    aliases: ["pv-protection"],
    serviceAccount: "pv-protection-controller",
    create: plain(createPersistentVolumeProtection),
  },
  {
    name: "clusterrole-aggregation-controller",
    aliases: ["clusterrole-aggregation"],
    serviceAccount: "clusterrole-aggregation-controller",
    create: plain(createClusterRoleAggregation),
  },
  {
    name: "certificatesigningrequest-approving-controller",
    aliases: ["csrapproving"],
    serviceAccount: "certificate-controller",
    needs: "reviewAccess",
    create: (context) =>
      createCertificateApproving({
        ...commonOptions(context),
        reviewAccess: context.reviewAccess as AccessReviewer,
      }),
  },
  {
    name: "certificatesigningrequest-signing-controller",
    aliases: ["csrsigning"],
    serviceAccount: "certificate-controller",
    needs: "certificateAuthorityOf",
    create({ certificateAuthorityOf, certificateDurationMs: maxDurationMs, ...context }) {
      const authorityOf = certificateAuthorityOf as NonNullable<typeof certificateAuthorityOf>;
      const { store, clock, logger } = context;
      return createCertificateSigning({ store, clock, logger, authorityOf, maxDurationMs });
    },
  },
  {
    name: "certificatesigningrequest-cleaner-controller",
    aliases: ["csrcleaner"],
    serviceAccount: "certificate-controller",
    create: plain(createCertificateCleaner),
  },
  {
    name: "validatingadmissionpolicy-status-controller",
    aliases: ["validatingadmissionpolicy-status"],
    serviceAccount: "validatingadmissionpolicy-status-controller",
    needs: "servedKinds",
    create: (context) =>
      createPolicyTypeChecks({
        ...commonOptions(context),
        servedKinds: context.servedKinds as NonNullable<typeof context.servedKinds>,
      }),
  },
];
