import type {
  batchV1,
  CronJob,
  Deployment,
  EndpointSlice,
  Endpoints,
  Ingress,
  Job,
  KubernetesObject,
  NetworkPolicy,
  Node,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  Secret,
  Service,
  StatefulSet,
  StorageClass,
} from "@engenho/core";
import { dns1123LabelFaults, ipRangeWarnings, ipWarnings } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { deprecatedLabelText } from "./node-labels.js";
import { persistentVolumeWarnings } from "./persistent-volume-warnings.js";
import { type PodLike, podWarnings } from "./pod-warnings.js";
import { loadBalancerWarnings, serviceWarnings } from "./service-warnings.js";
import { tlsSecretWarnings } from "./tls-secret-warnings.js";
import { claimSpecWarnings } from "./volume-warnings.js";

/** The warnings of a kind. They are computed for the object as it will be written, after validation. */
export type KindWarnings = Pick<Strategy, "warningsOnCreate" | "warningsOnUpdate" | "warningsOnStatusUpdate">;

const surprising = "which can result in surprising behavior; a DNS label is recommended";
const classAnnotation = "kubernetes.io/ingress.class";
const storageClassAnnotation = "volume.beta.kubernetes.io/storage-class";
const enforceMountableSecrets = "kubernetes.io/enforce-mountable-secrets";
/** The controllers whose slices have valid addresses. */
const sliceControllers = ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"];
const manyCompletions = 100_000;
const manyAtOnce = 10_000;

/** By kind and group (upstream: WarningsOnCreate and WarningsOnUpdate of each strategy). Other kinds have no warnings. */
export const kindWarnings: ReadonlyMap<string, KindWarnings> = new Map<string, KindWarnings>([
  [
    "Pod",
    {
      warningsOnCreate: (pod: Pod) => [...nameWarnings(pod, "the Pod's hostname"), ...podWarnings(pod, "")],
      warningsOnStatusUpdate: ({ status }: Pod) => [
        ...(status?.podIPs ?? []).flatMap(({ ip = "" }, index) => ipWarnings(`status.podIPs[${index}].ip`, ip)),
        ...(status?.hostIPs ?? []).flatMap(({ ip = "" }, index) => ipWarnings(`status.hostIPs[${index}].ip`, ip)),
      ],
    },
  ],
  ["Deployment.apps", workload(({ spec }: Deployment) => templateWarnings(spec?.template))],
  ["ReplicaSet.apps", workload(({ spec }: Deployment) => templateWarnings(spec?.template))],
  ["ReplicationController", workload(({ spec }: Deployment) => templateWarnings(spec?.template))],
  ["DaemonSet.apps", namelessWorkload(({ spec }: Deployment) => templateWarnings(spec?.template))],
  ["StatefulSet.apps", statefulSetWarnings()],
  ["Job.batch", workload(({ spec }: Job) => jobWarnings(spec, "spec"))],
  ["CronJob.batch", cronJobWarnings()],
  [
    "PodTemplate",
    both(({ template }: PodTemplate) => (template === undefined ? [] : podWarnings(template as PodLike, "template"))),
  ],
  [
    "Service",
    { ...both(serviceWarnings), warningsOnStatusUpdate: ({ status }: Service) => loadBalancerWarnings(status) },
  ],
  [
    "Ingress.networking.k8s.io",
    {
      warningsOnCreate: ({ metadata, spec }: Ingress) =>
        Object.hasOwn(metadata.annotations ?? {}, classAnnotation) && spec?.ingressClassName === undefined
          ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
          : [],
      warningsOnStatusUpdate: ({ status }: Ingress) => loadBalancerWarnings(status),
    },
  ],
  ["NetworkPolicy.networking.k8s.io", both(policyWarnings)],
  ["PersistentVolume", both(persistentVolumeWarnings)],
  [
    "PersistentVolumeClaim",
    both(({ metadata, spec }: PersistentVolumeClaim) => [
      ...(Object.hasOwn(metadata.annotations ?? {}, storageClassAnnotation)
        ? [
            `metadata.annotations[${storageClassAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`,
          ]
        : []),
      ...claimSpecWarnings(spec, "spec"),
    ]),
  ],
  ["StorageClass.storage.k8s.io", both(storageClassWarnings)],
  ["Node", both(nodeWarnings)],
  ["Endpoints", both(endpointsWarnings)],
  [
    "EndpointSlice.discovery.k8s.io",
    {
      warningsOnCreate: (slice: EndpointSlice) => [
        ...(slice.addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : []),
        ...sliceWarnings(slice),
      ],
      warningsOnUpdate: sliceWarnings,
    },
  ],
  ["Secret", both((secret: Secret) => tlsSecretWarnings(secret))],
  [
    "ServiceAccount",
    {
      warningsOnCreate: (account) => mountableSecretsWarnings(account),
      warningsOnUpdate: (next, current) =>
        mountableSecretsWarnings(current).length > 0 ? [] : mountableSecretsWarnings(next),
    },
  ],
]);

function both<T extends KubernetesObject>(warningsOf: (object: T) => readonly string[]): KindWarnings {
  return { warningsOnCreate: warningsOf as never, warningsOnUpdate: ((next: T) => warningsOf(next)) as never };
}

/** The warnings of a workload: for its name on create, for its template whenever that may have changed. */
function workload<T extends KubernetesObject>(warningsOf: (object: T) => readonly string[]): KindWarnings {
  return {
    ...namelessWorkload(warningsOf),
    warningsOnCreate: (object) => [...nameWarnings(object, "Pod names and hostnames"), ...warningsOf(object as T)],
  };
}

function namelessWorkload<T extends KubernetesObject>(warningsOf: (object: T) => readonly string[]): KindWarnings {
  return {
    warningsOnCreate: (object) => warningsOf(object as T),
    warningsOnUpdate: (next, current) =>
      next.metadata.generation === current.metadata.generation ? [] : warningsOf(next as T),
  };
}

function nameWarnings({ metadata }: KubernetesObject, usedIn: string): readonly string[] {
  const faults = dns1123LabelFaults(metadata.name ?? "");
  if (faults.length === 0) return [];
  return [`metadata.name: this is used in ${usedIn}, ${surprising}: [${faults.join(" ")}]`];
}

function templateWarnings(template: PodLike | undefined): readonly string[] {
  return template === undefined ? [] : podWarnings(template, "spec.template");
}

function statefulSetWarnings(): KindWarnings {
  const ofHistory = ({ spec }: StatefulSet) =>
    (spec?.revisionHistoryLimit ?? 0) < 0
      ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]
      : [];
  const ofTemplates = namelessWorkload(({ spec }: StatefulSet) => [
    ...templateWarnings(spec?.template as PodLike),
    ...(spec?.volumeClaimTemplates ?? []).flatMap((claim, index) =>
      claimSpecWarnings(claim.spec, `spec.volumeClaimTemplates[${index}]`),
    ),
  ]);
  return {
    warningsOnCreate: (set) => [...(ofTemplates.warningsOnCreate?.(set) ?? []), ...ofHistory(set as StatefulSet)],
    warningsOnUpdate: (next, current) => [
      ...(ofTemplates.warningsOnUpdate?.(next, current) ?? []),
      ...ofHistory(next as StatefulSet),
    ],
  };
}

function jobWarnings(spec: batchV1.JobSpec | undefined, path: string): readonly string[] {
  if (spec === undefined) return [];
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const tooMany = completionMode === "Indexed" && completions > manyCompletions && parallelism > manyAtOnce;
  const text =
    "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail";
  return [...(tooMany ? [`${path}: ${text}`] : []), ...podWarnings(template as PodLike, `${path}.template`)];
}

function cronJobWarnings(): KindWarnings {
  const rules = workload(({ spec }: CronJob) =>
    jobWarnings(spec?.jobTemplate?.spec as batchV1.JobSpec, "spec.jobTemplate.spec"),
  );
  const advice =
    "use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details";
  return {
    ...rules,
    warningsOnUpdate: (next, current) => [
      ...(rules.warningsOnUpdate?.(next, current) ?? []),
      ...((next as CronJob).spec?.schedule?.includes("TZ") === true
        ? [`cannot use TZ or CRON_TZ in spec.spec.schedule, ${advice}`]
        : []),
    ],
  };
}

function policyWarnings({ spec }: NetworkPolicy): readonly string[] {
  const peers = [
    ...(spec?.ingress ?? []).map(({ from = [] }, index) => ({ peers: from, path: `spec.ingress[${index}].from` })),
    ...(spec?.egress ?? []).map(({ to = [] }, index) => ({ peers: to, path: `spec.egress[${index}].to` })),
  ];
  return peers.flatMap(({ peers, path }) =>
    peers.flatMap(({ ipBlock }, index) => {
      if (ipBlock === undefined) return [];
      const at = `${path}[${index}].ipBlock`;
      const except = (ipBlock.except ?? []).flatMap((cidr, position) =>
        ipRangeWarnings(`${at}.except[${position}]`, cidr),
      );
      return [...ipRangeWarnings(`${at}.cidr`, ipBlock.cidr), ...except];
    }),
  );
}

function storageClassWarnings({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, position) => {
      const text = deprecatedLabelText(key);
      return text === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${position}]: ${text}`];
    }),
  );
}

function nodeWarnings(node: Node): readonly string[] {
  const spec = (node.spec ?? {}) as { configSource?: unknown; externalID?: string; podCIDRs?: readonly string[] };
  return [
    ...(spec.configSource === undefined ? [] : ["spec.configSource: the feature is removed"]),
    ...((spec.externalID ?? "") === ""
      ? []
      : ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]),
    ...(spec.podCIDRs ?? []).flatMap((cidr, index) => ipRangeWarnings(`spec.podCIDRs[${index}]`, cidr)),
  ];
}

function endpointsWarnings({ metadata, subsets = [] }: Endpoints): readonly string[] {
  if (metadata.labels?.["endpoints.kubernetes.io/managed-by"] === "endpoint-controller") return [];
  return subsets.flatMap((subset, index) =>
    (["addresses", "notReadyAddresses"] as const).flatMap((field) =>
      (subset[field] ?? []).flatMap(({ ip = "" }, position) =>
        ipWarnings(`subsets[${index}].${field}[${position}].ip`, ip),
      ),
    ),
  );
}

function sliceWarnings({ metadata, endpoints = [] }: EndpointSlice): readonly string[] {
  if (sliceControllers.includes(metadata.labels?.["endpointslice.kubernetes.io/managed-by"] ?? "")) return [];
  return endpoints.flatMap(({ addresses = [] }, index) =>
    addresses.flatMap((address, position) => ipWarnings(`endpoints[${index}].addresses[${position}]`, address)),
  );
}

function mountableSecretsWarnings({ metadata }: KubernetesObject): readonly string[] {
  if (!Object.hasOwn(metadata.annotations ?? {}, enforceMountableSecrets)) return [];
  return [
    `metadata.annotations[${enforceMountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
  ];
}
