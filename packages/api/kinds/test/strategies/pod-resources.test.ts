import { describe, expect, it } from "vitest";
import { created, createProblems, pod, type Sent, workload } from "./attempts.js";

const main = (resources: Sent, rest: Sent = {}): Sent => ({ name: "main", image: "nginx", resources, ...rest });
const problems = (resources: Sent, spec: Sent = {}) => createProblems(pod({ resources, ...spec }));

describe("spec.resources of a Pod (PodLevelResources, enabled in 1.34)", () => {
  it.each<[string, Sent, Sent, readonly string[]]>([
    ["cpu, memory and huge pages", { limits: { cpu: "1", memory: "1Gi", "hugepages-2Mi": "2Mi" } }, {}, []],
    [
      "no claims",
      { claims: [{ name: "a" }] },
      {},
      [
        "spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level",
        'spec.resources.claims[0]: Not found: "a": must be one of the names in pod.spec.resourceClaims which is empty',
      ],
    ],
    [
      "other resources are not allowed",
      { requests: { "ephemeral-storage": "1Gi", "example.com/a": "1", "a b": "1" }, limits: { "example.com/a": "1" } },
      {},
      [
        'spec.resources.limits[example.com/a]: Unsupported value: "example.com/a": supported values: "cpu", "hugepages-", "memory"',
        'spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
        'spec.resources.requests[example.com/a]: Unsupported value: "example.com/a": supported values: "cpu", "hugepages-", "memory"',
        expect.stringContaining('spec.resources.requests[a b]: Invalid value: "a b": name part must') as never,
      ],
    ],
    [
      "requests must not exceed the limits",
      { requests: { cpu: "2" }, limits: { cpu: "1" } },
      {},
      ['spec.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      "not allowed on Windows",
      { limits: { pods: "1" } },
      { os: { name: "windows" } },
      ["spec.resources: Forbidden: may not be set for a windows pod"],
    ],
    [
      "requests must cover the containers' total",
      { requests: { cpu: "1500m" } },
      {
        containers: [main({ requests: { cpu: "1" } }), main({ requests: { cpu: "600m" } }, { name: "b" })],
      },
      [
        'spec.resources.requests[cpu]: Invalid value: "1500m": must be greater than or equal to aggregate container requests of 1600m',
      ],
    ],
    [
      "requests must cover an init container's together with the sidecars before it",
      { requests: { cpu: "2" } },
      {
        initContainers: [
          main({ requests: { cpu: "1" } }, { name: "sidecar", restartPolicy: "Always" }),
          main({ requests: { cpu: "1500m" } }, { name: "init" }),
          main({ requests: { cpu: "1" } }, { name: "late", restartPolicy: "Always" }),
        ],
        containers: [main({})],
      },
      [
        'spec.resources.requests[cpu]: Invalid value: "2": must be greater than or equal to aggregate container requests of 2500m',
      ],
    ],
    [
      "limits must cover each container's, and the total for huge pages",
      { limits: { cpu: "1", "hugepages-2Mi": "2Mi" }, requests: { cpu: "1" } },
      {
        containers: [
          main({ limits: { cpu: "2", "hugepages-2Mi": "2Mi" }, requests: { cpu: "1m" } }),
          main({ limits: { cpu: "1", "hugepages-2Mi": "2Mi" }, requests: { cpu: "1m" } }, { name: "b" }),
        ],
      },
      [
        'spec.resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi',
        'spec.resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi',
        'spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
      ],
    ],
  ])("%s", async (_title, resources, spec, expected) => {
    expect(await problems(resources, spec)).toEqual(expected);
  });

  it.each<[string, Sent, Sent, Sent]>([
    [
      "requests default to the containers' total",
      { limits: { cpu: "2" } },
      { requests: { cpu: "1", memory: "1Gi" } },
      { limits: { cpu: "2" }, requests: { cpu: "1", memory: "1Gi" } },
    ],
    [
      "requests default to the limits without requests of containers",
      { limits: { cpu: "2" } },
      {},
      { limits: { cpu: "2" }, requests: { cpu: "2" } },
    ],
    [
      "without limits no further requests are defaulted",
      { requests: { cpu: "2" } },
      { requests: { memory: "1Gi" } },
      { requests: { cpu: "2" } },
    ],
    [
      "limits of huge pages default to the containers'",
      { requests: { cpu: "2" } },
      { limits: { "hugepages-2Mi": "4Mi", cpu: "1" } },
      { requests: { cpu: "2", "hugepages-2Mi": "4Mi" }, limits: { "hugepages-2Mi": "4Mi" } },
    ],
  ])("defaults: %s", async (_title, resources, own, expected) => {
    const { spec } = await created(pod({ resources, containers: [main(own)] }));
    expect((spec as Sent).resources).toEqual(expected);
  });

  it("are not defaulted in a template, but validated", async () => {
    const { spec } = await created(workload("Deployment", {}, { resources: { limits: { cpu: "1" } } }));
    expect((spec as { template: { spec: Sent } }).template.spec.resources).toEqual({ limits: { cpu: "1" } });
    expect(await createProblems(workload("Deployment", {}, { resources: { limits: { pods: "1" } } }))).toEqual([
      'spec.template.spec.resources.limits[pods]: Unsupported value: "pods": supported values: "cpu", "hugepages-", "memory"',
    ]);
  });
});
