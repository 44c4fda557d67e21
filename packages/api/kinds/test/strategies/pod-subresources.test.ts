import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent, updateProblems, withSpec } from "./attempts.js";

const main = (rest: Sent = {}): Sent => ({ name: "main", image: "nginx", ...rest });
const resources = (cpu: string, rest: Sent = {}) => ({
  resources: { requests: { cpu, ...rest }, limits: { cpu: "4" } },
});
const sized = pod({ containers: [main(resources("1", { memory: "1Gi" }))] });

describe("a write of /resize", () => {
  const resize = (spec: Sent) => updateProblems(sized, (stored) => withSpec(stored, spec), "resize");
  it.each<[string, Sent, readonly string[]]>([
    ["of cpu and memory", { containers: [main(resources("2", { memory: "2Gi" }))] }, []],
    [
      "that removes a request",
      { containers: [main(resources("2"))] },
      ["spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed"],
    ],
    [
      "of another resource",
      { containers: [main(resources("1", { memory: "1Gi", "ephemeral-storage": "1Gi" }))] },
      ["spec: Forbidden: only cpu and memory resources are mutable"],
    ],
    [
      "of another container",
      { containers: [main({ name: "other", ...resources("1", { memory: "1Gi" }) })] },
      ["spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize"],
    ],
    [
      "that adds a container",
      { containers: [main(resources("1", { memory: "1Gi" })), main({ name: "more" })] },
      ["spec.containers: Forbidden: containers may not be added or removed on resize"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await resize(spec)).toEqual(expected);
  });

  it("is refused for Windows Pods, and those with pod-level resources", async () => {
    const change = (stored: Sent) => stored;
    expect(await updateProblems(pod({ os: { name: "windows" } }), change, "resize")).toEqual([
      "[]: Forbidden: windows pods cannot be resized",
    ]);
    const own = pod({ resources: { requests: { cpu: "1" } } });
    expect(await updateProblems(own, change, "resize")).toEqual([
      "[]: Forbidden: pods with pod-level resources cannot be resized",
    ]);
  });
});

describe("a write of /ephemeralcontainers", () => {
  const add = (container: Sent) =>
    updateProblems(pod(), (stored) => withSpec(stored, { ephemeralContainers: [container] }), "ephemeralcontainers");
  it.each<[string, Sent, readonly string[]]>([
    ["that adds one", main({ name: "debug" }), []],
    [
      "that has forbidden fields",
      main({
        name: "main",
        image: " nginx",
        targetContainerName: "nobody",
        ports: [{ containerPort: 80 }],
        livenessProbe: { exec: { command: ["x"] } },
      }),
      [
        'spec.ephemeralContainers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace',
        'spec.ephemeralContainers[0].name: Duplicate value: "main"',
        'spec.ephemeralContainers[0].targetContainerName: Not found: "nobody"',
        "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container",
        "spec.ephemeralContainers[0].livenessProbe: Forbidden: cannot be set for an Ephemeral Container",
      ],
    ],
    [
      "with an invalid name",
      main({ name: "A" }),
      [expect.stringContaining('spec.ephemeralContainers[0].name: Invalid value: "A"') as never],
    ],
  ])("%s", async (_title, container, expected) => {
    expect(await add(container)).toEqual(expected);
  });
});

describe("quantities and names in a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "a divisor",
      {
        containers: [
          main({ env: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "2" } } }] }),
        ],
      },
      [
        'spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
      ],
    ],
    [
      "huge pages",
      { containers: [main({ resources: { limits: { cpu: "1", "hugepages-2Mi": "3Mi" } } })] },
      [
        'spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
        'spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      ],
    ],
    [
      "a search path",
      { dnsConfig: { searches: ["_tcp.example.com", "a..b"] } },
      [
        expect.stringContaining(
          `spec.dnsConfig.searches[1]: Invalid value: "a..b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.'`,
        ) as never,
      ],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(pod(spec))).toEqual(expected);
  });
});
