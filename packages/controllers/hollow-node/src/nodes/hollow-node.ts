import { formatTime, type Node } from "@engenho/core";

/** The label of Nodes that are simulated by this package. */
export const hollowNodeLabel = "engenho.dev/hollow-node";

/** Whether a Node is simulated by this package. */
export function isHollow(node: Node): boolean {
  return node.metadata.labels?.[hollowNodeLabel] === "true";
}

/** The properties of a hollow node. */
export interface HollowNodeOptions {
  readonly name: string;
  /** Zero-based; determines the address. */
  readonly index: number;
  /** The pod capacity. */
  readonly podCapacity: number;
  /** The reported kubelet version, such as `v1.34.0`. */
  readonly kubeletVersion: string;
  readonly nowMs: number;
}

/** The address of the node with this index: in 172.16.0.0/12, starting at .0.2. */
function nodeAddress(index: number): string {
  const host = index + 2;
  return `172.${16 + ((host >> 16) & 15)}.${(host >> 8) & 255}.${host & 255}`;
}

/** The Node as a kubelet registers it. */
export function hollowNode(options: HollowNodeOptions): Node {
  const { name } = options;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        [hollowNodeLabel]: "true",
      },
    },
    spec: {},
    status: hollowNodeStatus(options),
  };
}

/** The status reported at registration and with each heartbeat. */
export function hollowNodeStatus(options: HollowNodeOptions): NonNullable<Node["status"]> {
  const pods = String(options.podCapacity);
  const resources = { cpu: "64", memory: "256Gi", "ephemeral-storage": "1Ti", pods };
  return {
    capacity: resources,
    allocatable: resources,
    addresses: [
      { type: "InternalIP", address: nodeAddress(options.index) },
      { type: "Hostname", address: options.name },
    ],
    conditions: conditions(formatTime(options.nowMs)),
    nodeInfo: {
      architecture: "amd64",
      bootID: "",
      containerRuntimeVersion: "engenho://hollow",
      kernelVersion: "hollow",
      kubeProxyVersion: options.kubeletVersion,
      kubeletVersion: options.kubeletVersion,
      machineID: options.name,
      operatingSystem: "linux",
      osImage: "engenho hollow node",
      systemUUID: options.name,
    },
  };
}

function conditions(now: string): NonNullable<NonNullable<Node["status"]>["conditions"]> {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  return [
    condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
  ];
}
