import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent } from "./attempts.js";

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const variable = "a valid environment variable name must consist only of printable ASCII characters other than '='";

const main = (rest: Sent = {}): Sent => ({ name: "main", image: "nginx:1", ...rest });

/** The errors of a Pod whose container has these fields, below `spec.containers[0]`. */
async function containerProblems(rest: Sent, spec: Sent = {}): Promise<readonly string[]> {
  const problems = await createProblems(pod({ containers: [main(rest)], ...spec }));
  return problems.map((problem) => problem.replace(/^spec\.containers\[0\]\.?/, ""));
}

describe("spec.containers[0]", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["name is required", { name: undefined }, ["name: Required value"]],
    ["name is a label", { name: "Main" }, [`name: Invalid value: "Main": ${label}`]],
    ["image is required", { image: undefined }, ["image: Required value"]],
    [
      "image must not have surrounding whitespace",
      { image: " nginx:1" },
      ['image: Invalid value: " nginx:1": must not have leading or trailing whitespace'],
    ],
    [
      "imagePullPolicy",
      { imagePullPolicy: "Sometimes" },
      ['imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"'],
    ],
    [
      "terminationMessagePolicy",
      { terminationMessagePolicy: "None" },
      ['terminationMessagePolicy: Unsupported value: "None": supported values: "File", "FallbackToLogsOnError"'],
    ],
    ["ports: a number is required", { ports: [{ name: "http" }] }, ["ports[0].containerPort: Required value"]],
    [
      "ports must be within bounds",
      { ports: [{ containerPort: 70000, hostPort: -1 }] },
      [
        "ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive",
      ],
    ],
    [
      "ports: protocols",
      { ports: [{ containerPort: 80, protocol: "tcp" }] },
      ['ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      "ports: names are unique",
      {
        ports: [
          { name: "a", containerPort: 80 },
          { name: "a", containerPort: 81 },
        ],
      },
      ['ports[1].name: Duplicate value: "a"'],
    ],
    [
      "ports: names have at least one letter",
      { ports: [{ name: "80", containerPort: 80 }] },
      ['ports[0].name: Invalid value: "80": must contain at least one letter (a-z)'],
    ],
    [
      "ports: a host's port is taken once",
      {
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      },
      ['ports[1].hostPort: Duplicate value: "TCP//80"'],
    ],
    ["env: a name is required", { env: [{ value: "x" }] }, ["env[0].name: Required value"]],
    ["env: names", { env: [{ name: "a=b" }] }, [`env[0].name: Invalid value: "a=b": ${variable}`]],
    [
      "env: one source",
      { env: [{ name: "A", value: "x", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] },
      ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      "env: fields that a container can see",
      {
        env: [
          { name: "A", valueFrom: { fieldRef: { fieldPath: "status.phase" } } },
          { name: "B", valueFrom: { fieldRef: { fieldPath: "spec.color" } } },
          { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.labels['x']" } } },
        ],
      },
      [
        'env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
        'env[1].valueFrom.fieldRef.fieldPath: Invalid value: "spec.color": error converting fieldPath: field label not supported: spec.color',
      ],
    ],
    [
      "envFrom: one source",
      { envFrom: [{}] },
      ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    ],
    [
      "volumeMounts: of a volume that is there",
      { volumeMounts: [{ name: "a", mountPath: "/a" }] },
      ['volumeMounts[0].name: Not found: "a"'],
    ],
    [
      "resources: no request above its limit",
      { resources: { requests: { cpu: "2", memory: "1Gi" }, limits: { cpu: "1500m", memory: "1024Mi" } } },
      ['resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1500m'],
    ],
    [
      "resources: no negative amounts",
      { resources: { requests: { cpu: "-1" } } },
      ['resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      "resources: known names",
      { resources: { limits: { disk: "1" } } },
      [
        'resources.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'resources.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
        'resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers',
      ],
    ],
    [
      "resources: what cannot be shared is limited to what is requested",
      { resources: { requests: { "example.com/gpu": "1" }, limits: { "example.com/gpu": "2" } } },
      ['resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
    ],
    [
      "probes must have one handler",
      { livenessProbe: {}, readinessProbe: { tcpSocket: { port: 1 }, exec: { command: ["a"] } } },
      [
        "livenessProbe: Required value: must specify a handler type",
        "readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
      ],
    ],
    [
      "livenessProbe: one success is enough",
      { livenessProbe: { tcpSocket: { port: "web" }, successThreshold: 2 } },
      ["livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ],
    [
      "probes: numbers",
      { readinessProbe: { tcpSocket: { port: 0 }, periodSeconds: -1 } },
      [
        "readinessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
      ],
    ],
    [
      "lifecycle: no sleep past the grace period",
      { lifecycle: { preStop: { sleep: { seconds: 60 } } } },
      [
        "lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)",
      ],
    ],
    [
      "securityContext: users",
      { securityContext: { runAsUser: -1 } },
      ["securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"],
    ],
    [
      "env: fields of the Pod",
      {
        env: [
          { name: "A", valueFrom: { fieldRef: { fieldPath: "spec.host" } } },
          { name: "B", valueFrom: { fieldRef: { apiVersion: "v2", fieldPath: "metadata.name" } } },
          { name: "C", valueFrom: { fieldRef: { fieldPath: "status.nominatedNodeName" } } },
          { name: "D", valueFrom: { fieldRef: { fieldPath: "status.phase" } } },
          { name: "E", valueFrom: { fieldRef: { fieldPath: "metadata.labels['a b']" } } },
          { name: "F", valueFrom: { fieldRef: { fieldPath: "metadata.annotations['A.b/C']" } } },
          { name: "G", valueFrom: { fieldRef: { fieldPath: "metadata.name['a']" } } },
          { name: "H", valueFrom: { fieldRef: { fieldPath: "metadata.labels['a['b']" } } },
          { name: "I", valueFrom: { fieldRef: { fieldPath: "" } } },
        ],
      },
      [
        'env[1].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
        'env[2].valueFrom.fieldRef.fieldPath: Invalid value: "status.nominatedNodeName": error converting fieldPath: field label not supported: status.nominatedNodeName',
        'env[3].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
        expect.stringContaining('env[4].valueFrom.fieldRef: Invalid value: "a b": name part must') as never,
        "env[6].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.name['a']\": error converting fieldPath: field label does not support subscript: metadata.name['a']",
        expect.stringContaining('env[7].valueFrom.fieldRef: Invalid value: "a[\'b": name part must') as never,
        "env[8].valueFrom.fieldRef.fieldPath: Required value",
      ],
    ],
    [
      "envFrom: names, which upstream takes for beginnings of names",
      { envFrom: [{ configMapRef: { name: "a-" } }, { secretRef: { name: "A" } }] },
      [expect.stringContaining('envFrom[1].secretRef.name: Invalid value: "A": a lowercase RFC 1123') as never],
    ],
    [
      "resources: pages of what is counted in whole units",
      { resources: { limits: { cpu: "1", "hugepages-2Mi": "2097151500m", "hugepages-1Ki": "1500" } } },
      [
        'resources.limits[hugepages-1Ki]: Invalid value: "1500": 1500 is not positive integer multiple of hugepages-1Ki',
        'resources.requests[hugepages-1Ki]: Invalid value: "1500": 1500 is not positive integer multiple of hugepages-1Ki',
      ],
    ],
    [
      "env: keys of ConfigMaps and Secrets",
      {
        env: [
          { name: "A", valueFrom: { configMapKeyRef: { name: "A", key: ".." } } },
          { name: "B", valueFrom: { secretKeyRef: { name: "b" } } },
        ],
      },
      [
        expect.stringContaining(
          'env[0].valueFrom.configMapKeyRef.name: Invalid value: "A": a lowercase RFC 1123',
        ) as never,
        "env[0].valueFrom.configMapKeyRef.key: Invalid value: \"..\": must not be '..'",
        "env[1].valueFrom.secretKeyRef.key: Required value",
      ],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await containerProblems(rest)).toEqual(expected);
  });
});
