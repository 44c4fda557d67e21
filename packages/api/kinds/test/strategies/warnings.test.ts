import type { Stored } from "@engenho/core";
import { jsonOf, objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { pod, type Sent, service, withSpec, workload } from "./attempts.js";

const namespaced = { name: "one", namespace: "default" };
const object = (apiVersion: string, kind: string, rest: Sent, metadata: Sent = {}): Sent => ({
  apiVersion,
  kind,
  metadata: { ...namespaced, ...metadata },
  ...rest,
});

/** The warnings when an object is created. */
async function createWarnings(sent: Sent): Promise<readonly string[]> {
  const warnings: string[] = [];
  await openRegistry().store.create(objectOf(sent), { onWarning: (text) => warnings.push(text) });
  return warnings;
}

/** The warnings when an object is updated. */
async function updateWarnings(
  sent: Sent,
  change: (stored: Sent) => Sent,
  subresource?: string,
): Promise<readonly string[]> {
  const { store } = openRegistry();
  const stored = jsonOf(await store.create(objectOf(sent)));
  const warnings: string[] = [];
  await store.update(objectOf(change(stored)) as Stored, {
    onWarning: (text) => warnings.push(text),
    ...(subresource === undefined ? {} : { subresource }),
  });
  return warnings;
}

const containers = (...rest: readonly Sent[]) =>
  rest.map((container, index) => ({ name: `c${index}`, image: "nginx", ...container }));
const volumes = (...sources: readonly Sent[]) => sources.map((source, index) => ({ name: `v${index}`, ...source }));

describe("cases API 13: a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "deprecated node labels",
      {
        nodeSelector: { "beta.kubernetes.io/os": "linux" },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: "beta.kubernetes.io/arch", operator: "Exists" }] }],
            },
          },
        },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "failure-domain.beta.kubernetes.io/zone",
            whenUnsatisfiable: "DoNotSchedule",
          },
        ],
      },
      [
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
        'spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
        "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
      ],
    ],
    [
      "variables that override each other",
      {
        containers: containers({
          env: [
            { name: "A", value: "1" },
            { name: "A", value: "$(A)2" },
            { name: "A", value: "3" },
            { name: "A", value: "$(A)" },
          ],
        }),
      },
      [
        'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
        'spec.containers[0].env[3]: hides previous definition of "A", which may be dropped when using apply',
      ],
    ],
    [
      "fractions of bytes",
      {
        containers: containers({
          resources: { limits: { memory: "1500m" }, requests: { "ephemeral-storage": "100m" } },
        }),
      },
      [
        'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value "100m" is invalid, must be an integer',
      ],
    ],
    [
      "conflicting ports",
      {
        containers: containers(
          { ports: [{ containerPort: 80, name: "http", hostIP: "1.2.3.4" }] },
          {
            ports: [
              { containerPort: 80, name: "http" },
              { containerPort: 80, hostPort: 8080 },
            ],
          },
        ),
      },
      [
        "spec.containers[0].ports[0]: hostIP set without hostPort: {Name:http HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}",
        "spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]",
        "spec.containers[1].ports[1]: overlapping port definition with spec.containers[0].ports[0]",
        "spec.containers[1].ports[1]: overlapping port definition with spec.containers[1].ports[0]",
        'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
      ],
    ],
    [
      "deprecated volumes",
      {
        volumes: volumes(
          { gitRepo: { repository: "x" } },
          {
            configMap: {
              name: "m",
              items: [
                { key: "a", path: "x" },
                { key: "b", path: "x/y" },
              ],
            },
          },
        ),
      },
      [
        "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
        'volume "v1" (ConfigMap "m"): overlapping paths: "x/y" with "x"',
      ],
    ],
    [
      "conflicting paths",
      {
        volumes: volumes({
          projected: {
            sources: [
              { secret: { name: "s", items: [{ key: "a", path: "x" }] } },
              { serviceAccountToken: { path: "x/token", expirationSeconds: 600 } },
            ],
          },
        }),
      },
      ['volume "v0" (Projected): overlapping paths: "x/token" (ServiceAccountToken) with "x" (Secret "s")'],
    ],
    [
      "duplicates",
      {
        hostAliases: [{ ip: "1.1.1.1" }, { ip: "1.1.1.1" }],
        imagePullSecrets: [{ name: "a" }, { name: "a" }],
        terminationGracePeriodSeconds: -1,
      },
      [
        'spec.hostAliases[1].ip: duplicate ip "1.1.1.1"',
        'spec.imagePullSecrets[1].name: duplicate name "a"',
        "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1",
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createWarnings(pod(spec))).toEqual(expected);
  });

  it("for its name and annotations", async () => {
    const annotations = {
      "scheduler.alpha.kubernetes.io/critical-pod": "",
      "seccomp.security.alpha.kubernetes.io/pod": "runtime/default",
      "container.seccomp.security.alpha.kubernetes.io/main": "runtime/default",
    };
    expect(await createWarnings(pod({}, { name: "a.b", annotations }))).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/main]: non-functional in v1.27+; use the "seccompProfile" field instead',
    ]);
  });

  it("are not returned on update, except for the addresses in its status", async () => {
    const old = pod({ nodeSelector: { "beta.kubernetes.io/os": "linux" } });
    expect(await updateWarnings(old, (stored) => withSpec(stored, { activeDeadlineSeconds: 5 }))).toEqual([]);
    const status = { podIPs: [{ ip: "010.0.0.1" }], podIP: "010.0.0.1" };
    expect(await updateWarnings(old, (stored) => ({ ...stored, status }), "status")).toEqual([
      'status.podIPs[0].ip: non-standard IP address "010.0.0.1" will be considered invalid in a future Kubernetes release: use "10.0.0.1"',
    ]);
  });
});

describe("cases API 13: kinds with a template", () => {
  const selector = { "beta.kubernetes.io/os": "linux" };
  const text = 'deprecated since v1.14; use "kubernetes.io/os" instead';
  const podSpec = { restartPolicy: "Never", containers: containers({}), nodeSelector: selector };
  it.each<[string, Sent]>([
    ["spec.template", workload("Deployment", {}, { nodeSelector: selector })],
    ["spec.template", workload("DaemonSet", {}, { nodeSelector: selector })],
    ["spec.template", workload("ReplicaSet", {}, { nodeSelector: selector })],
    ["spec.template", workload("StatefulSet", {}, { nodeSelector: selector })],
    ["spec.template", object("batch/v1", "Job", { spec: { template: { spec: podSpec } } })],
    [
      "spec.jobTemplate.spec.template",
      object("batch/v1", "CronJob", {
        spec: { schedule: "* * * * *", jobTemplate: { spec: { template: { spec: podSpec } } } },
      }),
    ],
    ["template", object("v1", "PodTemplate", { template: { spec: { ...podSpec, restartPolicy: "Always" } } })],
  ])("%s of %j", async (path, sent) => {
    expect(await createWarnings(sent)).toEqual([`${path}.spec.nodeSelector[beta.kubernetes.io/os]: ${text}`]);
  });

  it("are returned again when the spec changes, not when labels do", async () => {
    const deployment = workload("Deployment", {}, { nodeSelector: selector });
    expect(await updateWarnings(deployment, (stored) => withSpec(stored, { replicas: 2 }))).toHaveLength(1);
    const labelled = (stored: Sent) => ({ ...stored, metadata: { ...(stored.metadata as Sent), labels: { a: "b" } } });
    expect(await updateWarnings(deployment, labelled)).toEqual([]);
  });
});

describe("cases API 13: other kinds", () => {
  const ingress = object(
    "networking.k8s.io/v1",
    "Ingress",
    { spec: { defaultBackend: { service: { name: "a", port: { number: 80 } } } } },
    { annotations: { "kubernetes.io/ingress.class": "nginx" } },
  );
  const volume = (spec: Sent) =>
    object(
      "v1",
      "PersistentVolume",
      { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], ...spec } },
      { namespace: undefined },
    );
  it.each<[string, Sent, readonly string[]]>([
    [
      "Ingress",
      ingress,
      ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"],
    ],
    [
      "Service",
      service({
        externalIPs: ["::FFFF:1.2.3.4", "2001:DB8::1"],
        externalName: "x",
        loadBalancerSourceRanges: undefined,
      }),
      [
        'spec.externalIPs[0]: non-standard IP address "::FFFF:1.2.3.4" will be considered invalid in a future Kubernetes release: use "1.2.3.4"',
        'spec.externalIPs[1]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
        'spec.externalName is ignored when spec.type is not "ExternalName"',
      ],
    ],
    ["headless Service", service({ clusterIP: "None" }), ["spec.SessionAffinity is ignored for headless services"]],
    [
      "NetworkPolicy",
      object("networking.k8s.io/v1", "NetworkPolicy", {
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.1/8", except: ["10.1.00.0/16"] } }] }] },
      }),
      [
        'spec.ingress[0].from[0].ipBlock.cidr: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
        'spec.ingress[0].from[0].ipBlock.except[0]: non-standard CIDR value "10.1.00.0/16" will be considered invalid in a future Kubernetes release: use "10.1.0.0/16"',
      ],
    ],
    [
      "RuntimeClass",
      object(
        "node.k8s.io/v1",
        "RuntimeClass",
        { handler: "runc", scheduling: { nodeSelector: { "beta.kubernetes.io/os": "linux", a: "b" } } },
        { namespace: undefined },
      ),
      ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
    [
      "CSIStorageCapacity",
      object("storage.k8s.io/v1", "CSIStorageCapacity", {
        storageClassName: "fast",
        nodeTopology: {
          matchLabels: { "beta.kubernetes.io/os": "linux" },
          matchExpressions: [{ key: "beta.kubernetes.io/arch", operator: "Exists" }],
        },
      }),
      [
        'nodeTopology.matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
        'nodeTopology.matchLabels.beta.kubernetes.io/os: deprecated since v1.14; use "kubernetes.io/os" instead',
      ],
    ],
    [
      "PersistentVolume",
      volume({ persistentVolumeReclaimPolicy: "Recycle", rbd: { monitors: ["a"], image: "b" } }),
      [
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
        "spec.rbd: deprecated in v1.28, non-functional in v1.31+",
      ],
    ],
    [
      "PersistentVolumeClaim",
      object("v1", "PersistentVolumeClaim", {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1500m" } } },
      }),
      ['spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer'],
    ],
    [
      "Secret",
      object("v1", "Secret", { type: "kubernetes.io/tls", data: { "tls.crt": "", "tls.key": "" } }),
      ["tls: failed to find any PEM data in certificate input"],
    ],
    [
      "ServiceAccount",
      object("v1", "ServiceAccount", {}, { annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } }),
      [
        "metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets",
      ],
    ],
    [
      "EndpointSlice",
      object("discovery.k8s.io/v1", "EndpointSlice", { addressType: "FQDN", endpoints: [] }),
      ["spec.addressType: FQDN endpoints are deprecated"],
    ],
    ["ConfigMap", object("v1", "ConfigMap", {}, { name: "a.b" }), []],
  ])("%s", async (_title, sent, expected) => {
    expect(await createWarnings(sent)).toEqual(expected);
  });
});
