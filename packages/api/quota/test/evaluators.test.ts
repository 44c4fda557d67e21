import type { coreV1, KubernetesObject, PodSpec } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { evaluatorOf, type QuotaRequest, toResourceList } from "../src/index.js";

const nowMs = Date.UTC(2025, 0, 1);
const usage = (plural: string, object: unknown, group = "") =>
  toResourceList(evaluatorOf({ group, plural }).usage(object as KubernetesObject, nowMs));

const pod = (spec: Partial<PodSpec>, more: { metadata?: object; status?: coreV1.PodStatus } = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n", ...more.metadata },
  spec: { containers: [], ...spec },
  ...(more.status === undefined ? {} : { status: more.status }),
});
const container = (requests: Record<string, string>, limits: Record<string, string> = {}, name = "web") => ({
  name,
  image: "nginx",
  resources: { requests, limits },
});

describe("what a Pod uses (upstream: TestPodEvaluatorUsage)", () => {
  const alone = { "count/pods": "1" };
  const counted = { ...alone, pods: "1" };
  const cases: readonly [title: string, object: ReturnType<typeof pod>, used: Record<string, string>][] = [
    [
      "CPU",
      pod({ containers: [container({ cpu: "1m" }, { cpu: "2m" })] }),
      { ...counted, cpu: "1m", "requests.cpu": "1m", "limits.cpu": "2m" },
    ],
    [
      "CPU and memory of several containers",
      pod({
        containers: [
          container({ cpu: "1", memory: "50M" }, { cpu: "2", memory: "100M" }),
          container({ cpu: "1", memory: "50M" }, { cpu: "2", memory: "100M" }),
        ],
      }),
      {
        ...counted,
        cpu: "2",
        "requests.cpu": "2",
        "limits.cpu": "4",
        memory: "100M",
        "requests.memory": "100M",
        "limits.memory": "200M",
      },
    ],
    [
      "the most of init containers, beside sidecars",
      pod({
        containers: [container({ cpu: "1" })],
        initContainers: [
          { ...container({ cpu: "2" }, {}, "sidecar"), restartPolicy: "Always" },
          container({ cpu: "3" }, {}, "init"),
        ],
      }),
      { ...counted, cpu: "5", "requests.cpu": "5" },
    ],
    [
      "local storage",
      pod({ containers: [container({ "ephemeral-storage": "1Gi" }, { "ephemeral-storage": "2Gi" })] }),
      {
        ...counted,
        "ephemeral-storage": "1Gi",
        "requests.ephemeral-storage": "1Gi",
        "limits.ephemeral-storage": "2Gi",
      },
    ],
    [
      "huge pages",
      pod({ containers: [container({ "hugepages-2Mi": "100Mi" })] }),
      { ...counted, "hugepages-2Mi": "100Mi", "requests.hugepages-2Mi": "100Mi" },
    ],
    [
      "an extended resource, as a request alone",
      pod({ containers: [container({ "example.com/gpu": "3" })] }),
      { ...counted, "requests.example.com/gpu": "3" },
    ],
    [
      "overhead, of limits only those that are there",
      pod({ containers: [container({ cpu: "1" }, { cpu: "2" })], overhead: { cpu: "1", memory: "10Mi" } }),
      { ...counted, cpu: "2", "requests.cpu": "2", "limits.cpu": "3", memory: "10Mi", "requests.memory": "10Mi" },
    ],
    [
      "its own resources, in place of its containers'",
      pod({
        containers: [container({ cpu: "1", "ephemeral-storage": "1Gi" })],
        resources: { requests: { cpu: "4" }, limits: { cpu: "5" } },
      }),
      {
        ...counted,
        cpu: "4",
        "requests.cpu": "4",
        "limits.cpu": "5",
        "ephemeral-storage": "1Gi",
        "requests.ephemeral-storage": "1Gi",
      },
    ],
    ["a Pod that has ended", pod({ containers: [container({ cpu: "1" })] }, { status: { phase: "Failed" } }), alone],
    [
      "a Pod past the end of its deletion",
      pod(
        { containers: [container({ cpu: "1" })] },
        { metadata: { deletionTimestamp: "2024-12-31T23:59:00Z", deletionGracePeriodSeconds: 30 } },
      ),
      alone,
    ],
    [
      "a Pod that is still being deleted",
      pod(
        { containers: [container({ cpu: "1" })] },
        { metadata: { deletionTimestamp: "2024-12-31T23:59:00Z", deletionGracePeriodSeconds: 90 } },
      ),
      { ...counted, cpu: "1", "requests.cpu": "1" },
    ],
    [
      "a container that is resized: the most of what it wants, has and was given",
      pod(
        { containers: [container({ cpu: "1" }, { cpu: "2" })] },
        {
          status: {
            containerStatuses: [
              {
                name: "web",
                resources: { requests: { cpu: "2" }, limits: { cpu: "3" } },
                allocatedResources: { cpu: "3" },
              },
            ] as never,
          },
        },
      ),
      { ...counted, cpu: "3", "requests.cpu": "3", "limits.cpu": "3" },
    ],
  ];

  it.each(cases)("%s", (_title, object, used) => {
    expect(usage("pods", object)).toEqual(used);
  });

  it("is the same object for Pods that share a spec", () => {
    const { spec } = pod({ containers: [container({ cpu: "1" })] });
    const [first, second] = ["a", "b"].map((name) =>
      evaluatorOf({ group: "", plural: "pods" }).usage(
        { ...pod({}, { metadata: { name } }), spec } as KubernetesObject,
        nowMs,
      ),
    );
    expect(first).toBe(second);
  });
});

describe("what a Service uses (upstream: TestServiceEvaluatorUsage)", () => {
  const service = (spec: coreV1.ServiceSpec) => ({ apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec });
  const ports = [{ port: 27443 }, { port: 27444, nodePort: 32001 }];
  const counted = { services: "1", "count/services": "1" };
  it.each([
    ["ClusterIP", service({ type: "ClusterIP", ports }), { "services.nodeports": "0", "services.loadbalancers": "0" }],
    ["NodePort", service({ type: "NodePort", ports }), { "services.nodeports": "2", "services.loadbalancers": "0" }],
    [
      "LoadBalancer",
      service({ type: "LoadBalancer", ports }),
      { "services.nodeports": "2", "services.loadbalancers": "1" },
    ],
    [
      "LoadBalancer without allocation: the ports that it names",
      service({ type: "LoadBalancer", ports, allocateLoadBalancerNodePorts: false }),
      { "services.nodeports": "1", "services.loadbalancers": "1" },
    ],
  ])("%s", (_title, object, used) => {
    expect(usage("services", object)).toEqual({ ...counted, ...used });
  });
});

describe("what a PersistentVolumeClaim uses (upstream: TestPersistentVolumeClaimEvaluatorUsage)", () => {
  const claim = (storage: string, fields: object = {}, status?: coreV1.PersistentVolumeClaimStatus) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "c", ...(fields as { metadata?: object }).metadata },
    spec: { resources: { requests: { storage } }, ...(fields as { spec?: object }).spec },
    status,
  });
  const counted = { persistentvolumeclaims: "1", "count/persistentvolumeclaims": "1" };
  const gold = ".storageclass.storage.k8s.io/";
  it.each([
    ["its storage", claim("10Gi"), { "requests.storage": "10Gi" }],
    [
      "by class",
      claim("10Gi", { spec: { storageClassName: "gold" } }),
      {
        "requests.storage": "10Gi",
        [`gold${gold}persistentvolumeclaims`]: "1",
        [`gold${gold}requests.storage`]: "10Gi",
      },
    ],
    [
      "by the class of its annotation",
      claim("10Gi", { metadata: { annotations: { "volume.beta.kubernetes.io/storage-class": "silver" } } }),
      {
        "requests.storage": "10Gi",
        [`silver${gold}persistentvolumeclaims`]: "1",
        [`silver${gold}requests.storage`]: "10Gi",
      },
    ],
    ["whole bytes", claim("10000000000m"), { "requests.storage": "10M" }],
    ["a fraction of a byte as one", claim("1500m"), { "requests.storage": "2" }],
    [
      "what is allocated, if that is more",
      claim("10Gi", {}, { allocatedResources: { storage: "12Gi" } }),
      { "requests.storage": "12Gi" },
    ],
  ])("%s", (_title, object, used) => {
    expect(usage("persistentvolumeclaims", object)).toEqual({ ...counted, ...used });
  });
});

describe("what other objects use", () => {
  it.each([
    ["configmaps", "", { "count/configmaps": "1", configmaps: "1" }],
    ["secrets", "", { "count/secrets": "1", secrets: "1" }],
    ["endpoints", "", { "count/endpoints": "1" }],
    ["deployments", "apps", { "count/deployments.apps": "1" }],
    ["widgets", "example.com", { "count/widgets.example.com": "1" }],
  ])("%s of group %j", (plural, group, used) => {
    expect(usage(plural, {}, group)).toEqual(used);
  });

  it("ResourceClaims use devices of each class: all are 32, of alternatives the most counts", () => {
    const requests = [
      { name: "a", exactly: { deviceClassName: "gpu", allocationMode: "ExactCount", count: 2 } },
      { name: "b", exactly: { deviceClassName: "gpu", allocationMode: "All" } },
      {
        name: "c",
        firstAvailable: [
          { name: "x", deviceClassName: "nic", allocationMode: "ExactCount", count: 3 },
          { name: "y", deviceClassName: "nic", allocationMode: "ExactCount", count: 5 },
        ],
      },
    ];
    expect(usage("resourceclaims", { spec: { devices: { requests } } }, "resource.k8s.io")).toEqual({
      "count/resourceclaims.resource.k8s.io": "1",
      "gpu.deviceclass.resource.k8s.io/devices": "34",
      "nic.deviceclass.resource.k8s.io/devices": "5",
    });
  });
});

describe("which writes are counted", () => {
  const bare = pod({});
  const limited = pod({ activeDeadlineSeconds: 1 });
  const cases: readonly [plural: string, request: Partial<QuotaRequest>, handled: boolean][] = [
    ["pods", { operation: "CREATE" }, true],
    ["pods", { operation: "UPDATE", oldObject: bare }, false],
    ["pods", { operation: "UPDATE", oldObject: limited }, true],
    ["pods", { operation: "UPDATE", subresource: "resize", oldObject: bare }, true],
    ["pods", { operation: "UPDATE", subresource: "status", oldObject: limited }, false],
    ["services", { operation: "UPDATE" }, true],
    ["services", { operation: "UPDATE", subresource: "status" }, false],
    ["persistentvolumeclaims", { operation: "UPDATE" }, true],
    ["persistentvolumeclaims", { operation: "UPDATE", subresource: "status", oldObject: bare }, false],
    ["configmaps", { operation: "CREATE" }, true],
    ["configmaps", { operation: "UPDATE" }, false],
  ];
  it.each(cases)("%s %j: %s", (plural, request, handled) => {
    const complete = {
      operation: "CREATE",
      subresource: "",
      object: bare,
      oldObject: undefined,
      ...request,
    } as QuotaRequest;
    expect(evaluatorOf({ group: "", plural }).handles(complete)).toBe(handled);
  });
});

describe("the scopes of Pods and claims", () => {
  const pods = evaluatorOf({ group: "", plural: "pods" });
  const affinity = (term: object) => ({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: "zone", ...term } },
        ],
      },
    },
  });
  const cases: readonly [
    scopeName: string,
    operator: string,
    values: string[],
    spec: Partial<PodSpec>,
    inScope: boolean,
  ][] = [
    ["Terminating", "Exists", [], { activeDeadlineSeconds: 0 }, true],
    ["Terminating", "Exists", [], {}, false],
    ["NotTerminating", "Exists", [], {}, true],
    ["BestEffort", "Exists", [], { containers: [container({})] }, true],
    ["BestEffort", "Exists", [], { containers: [container({ cpu: "1" })] }, false],
    ["BestEffort", "Exists", [], { containers: [container({ "ephemeral-storage": "1" })] }, true],
    ["NotBestEffort", "Exists", [], { containers: [container({}, { memory: "1" })] }, true],
    ["PriorityClass", "Exists", [], { priorityClassName: "high" }, true],
    ["PriorityClass", "Exists", [], {}, false],
    ["PriorityClass", "In", ["low", "high"], { priorityClassName: "high" }, true],
    ["PriorityClass", "In", ["low"], { priorityClassName: "high" }, false],
    ["PriorityClass", "NotIn", ["low"], { priorityClassName: "high" }, true],
    ["PriorityClass", "NotIn", ["low"], {}, true],
    ["PriorityClass", "DoesNotExist", [], {}, true],
    ["CrossNamespacePodAffinity", "Exists", [], affinity({ namespaces: ["other"] }), true],
    ["CrossNamespacePodAffinity", "Exists", [], affinity({ namespaceSelector: {} }), true],
    ["CrossNamespacePodAffinity", "Exists", [], affinity({}), false],
    ["VolumeAttributesClass", "Exists", [], {}, false],
  ];
  it.each(cases)("%s %s %j of %j: %s", (scopeName, operator, values, spec, inScope) => {
    expect(pods.isInScope({ scopeName, operator, values }, pod(spec) as KubernetesObject)).toBe(inScope);
  });

  it.each([
    ["Exists", [], "gold", true],
    ["Exists", [], undefined, false],
    ["In", ["gold"], "gold", true],
    ["NotIn", ["gold"], "gold", false],
    ["NotIn", ["gold"], undefined, true],
  ] as const)("VolumeAttributesClass %s %j of a claim with %s: %s", (operator, values, name, inScope) => {
    const claim: KubernetesObject & { readonly spec: object } = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {},
      spec: name === undefined ? {} : { volumeAttributesClassName: name },
    };
    const claims = evaluatorOf({ group: "", plural: "persistentvolumeclaims" });
    expect(claims.isInScope({ scopeName: "VolumeAttributesClass", operator, values: [...values] }, claim)).toBe(
      inScope,
    );
  });

  it("are none of other objects", () => {
    const requirement = { scopeName: "NotTerminating", operator: "Exists" };
    expect(evaluatorOf({ group: "", plural: "services" }).isInScope(requirement, {} as KubernetesObject)).toBe(false);
  });
});

describe("what a Pod has to specify (upstream: TestPodConstraintsFunc)", () => {
  const { missing } = evaluatorOf({ group: "", plural: "pods" });
  it.each([
    ["nothing that is not limited", ["pods"], [container({})], undefined],
    ["all of it", ["cpu", "limits.memory"], [container({ cpu: "1" }, { memory: "1" })], undefined],
    [
      "by every container",
      ["requests.memory", "limits.cpu", "pods"],
      [container({ memory: "1" }, {}, "b"), container({}, { cpu: "1" }, "a")],
      "must specify limits.cpu for: b; requests.memory for: a",
    ],
    ["by two containers", ["cpu"], [container({}, {}, "b"), container({}, {}, "a")], "must specify cpu for: a,b"],
    ["not ephemeral storage", ["requests.ephemeral-storage"], [container({})], undefined],
  ] as const)("%s", (_title, limited, containers, text) => {
    expect(missing(limited, pod({ containers: [...containers] }) as KubernetesObject)).toBe(text);
  });

  it("nothing if it has resources itself", () => {
    const object = pod({ containers: [container({})], resources: { requests: { cpu: "1" } } }) as KubernetesObject;
    expect(missing(["cpu", "memory"], object)).toBeUndefined();
  });
});
