import type { Container, coreV1, PodSpec } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { findClaimFaults, findPodFaults } from "../../src/limit-ranger/constraints.js";

type Resources = NonNullable<Container["resources"]>;
type Bounds = Partial<Omit<coreV1.LimitRangeItem, "type">>;

function rangeOf(type: string, bounds: Bounds): coreV1.LimitRange {
  return { apiVersion: "v1", kind: "LimitRange", metadata: { name: "r" }, spec: { limits: [{ type, ...bounds }] } };
}

/** A Pod with `count` containers, and init containers. */
function podOf(count: number, resources: Resources, ...init: (Resources & { sidecar?: boolean })[]): PodSpec {
  return {
    containers: Array.from({ length: count }, (_, index) => ({ name: `foo-${index}`, image: "foo", resources })),
    initContainers: init.map(({ sidecar, ...own }, index) => ({
      name: `init-${index}`,
      image: "foo",
      resources: own,
      ...(sidecar === true ? { restartPolicy: "Always" } : {}),
    })),
  };
}

const requests = (list: Record<string, string>, limits: Record<string, string> = {}): Resources => ({
  requests: list,
  limits,
});
const cpu = (value: string) => ({ cpu: value });
const memory = (value: string) => ({ memory: value });
const disk = (value: string) => ({ "ephemeral-storage": value });

const accepted: readonly [title: string, spec: PodSpec, range: coreV1.LimitRange][] = [
  ["ctr-min-cpu-request", podOf(1, requests(cpu("100m"))), rangeOf("Container", { min: cpu("50m") })],
  [
    "ctr-min-cpu-request-limit",
    podOf(1, requests(cpu("100m"), cpu("200m"))),
    rangeOf("Container", { min: cpu("50m") }),
  ],
  ["ctr-max-cpu-limit", podOf(1, requests({}, cpu("1"))), rangeOf("Container", { max: cpu("2") })],
  [
    "ctr-max-mem-request-limit",
    podOf(1, requests(memory("250Mi"), memory("500Mi"))),
    rangeOf("Container", { max: memory("1Gi") }),
  ],
  [
    "ctr-max-cpu-ratio",
    podOf(1, requests(cpu("500m"), cpu("750m"))),
    rangeOf("Container", { maxLimitRequestRatio: cpu("1.5") }),
  ],
  ["pod-min-cpu-request", podOf(2, requests(cpu("75m"))), rangeOf("Pod", { min: cpu("100m") })],
  [
    "pod-init-min-memory-request",
    podOf(2, requests(memory("60Mi")), requests(memory("100Mi"))),
    rangeOf("Pod", { min: memory("100Mi") }),
  ],
  [
    "pod-init-max-cpu-request-limit",
    podOf(2, requests(cpu("500m"), cpu("1")), requests(cpu("1"), cpu("2")), requests(cpu("1"), cpu("1"))),
    rangeOf("Pod", { max: cpu("2") }),
  ],
  [
    "pod-max-mem-ratio",
    podOf(3, requests(memory("300Mi"), memory("450Mi"))),
    rangeOf("Pod", { max: memory("2Gi"), maxLimitRequestRatio: memory("1.5") }),
  ],
  [
    "ctr-1-min-local-ephemeral-storage-request",
    podOf(1, requests(disk("60Mi"))),
    rangeOf("Container", { min: disk("50Mi") }),
  ],
  [
    "a Pod's own resources count before those of its containers",
    { ...podOf(2, requests(cpu("1"), cpu("1"))), resources: requests(cpu("2"), cpu("3")) },
    rangeOf("Pod", { max: cpu("3") }),
  ],
  ["a claim's bounds are none of a Pod's", podOf(1, {}), rangeOf("PersistentVolumeClaim", { min: cpu("1") })],
];

const refused: readonly [title: string, spec: PodSpec, range: coreV1.LimitRange, faults: string[]][] = [
  [
    "ctr-min-cpu-request",
    podOf(1, requests(cpu("40m"))),
    rangeOf("Container", { min: cpu("50m") }),
    ["minimum cpu usage per Container is 50m, but request is 40m"],
  ],
  [
    "ctr-min-cpu-no-request-limit",
    podOf(1, requests({}, cpu("40m"))),
    rangeOf("Container", { min: cpu("50m") }),
    ["minimum cpu usage per Container is 50m.  No request is specified"],
  ],
  [
    "ctr-min-memory-limit",
    podOf(1, requests(memory("60Mi"), memory("40Mi"))),
    rangeOf("Container", { min: memory("50Mi") }),
    ["minimum memory usage per Container is 50Mi, but limit is 40Mi"],
  ],
  [
    "ctr-max-cpu-request-limit",
    podOf(1, requests(cpu("2500m"), cpu("3"))),
    rangeOf("Container", { max: cpu("2") }),
    ["maximum cpu usage per Container is 2, but limit is 3"],
  ],
  [
    "ctr-max-cpu-no-request-limit",
    podOf(1, requests(cpu("1"))),
    rangeOf("Container", { max: cpu("2") }),
    ["maximum cpu usage per Container is 2.  No limit is specified"],
  ],
  [
    "ctr-max-cpu-request",
    podOf(1, requests(cpu("3"), cpu("1"))),
    rangeOf("Container", { max: cpu("2") }),
    ["maximum cpu usage per Container is 2, but request is 3"],
  ],
  [
    "ctr-max-cpu-ratio",
    podOf(1, requests(cpu("1250m"), cpu("2500m"))),
    rangeOf("Container", { maxLimitRequestRatio: cpu("1") }),
    ["cpu max limit to request ratio per Container is 1, but provided ratio is 2.000000"],
  ],
  [
    "a ratio without a request",
    podOf(1, requests({}, cpu("1"))),
    rangeOf("Container", { maxLimitRequestRatio: cpu("1") }),
    ["cpu max limit to request ratio per Container is 1, but no request is specified or request is 0"],
  ],
  [
    "a ratio without a limit",
    podOf(1, requests(cpu("1"))),
    rangeOf("Container", { maxLimitRequestRatio: cpu("1") }),
    ["cpu max limit to request ratio per Container is 1, but no limit is specified or limit is 0"],
  ],
  [
    "pod-min-cpu-request: a sum",
    podOf(1, requests(cpu("75m"))),
    rangeOf("Pod", { min: cpu("100m") }),
    ["minimum cpu usage per Pod is 100m, but request is 75m"],
  ],
  [
    "pod-max-mem-limit: a sum",
    podOf(3, requests(memory("250Mi"), memory("500Mi"))),
    rangeOf("Pod", { max: memory("1Gi") }),
    ["maximum memory usage per Pod is 1Gi, but limit is 1500Mi"],
  ],
  [
    "pod-max-mem-limit with a sidecar and an init container beside it",
    podOf(
      1,
      requests(memory("1Mi"), memory("1Mi")),
      { ...requests({}, memory("100Mi")), sidecar: true },
      requests({}, memory("50Mi")),
    ),
    rangeOf("Pod", { max: memory("120Mi") }),
    ["maximum memory usage per Pod is 120Mi, but limit is 150Mi"],
  ],
  [
    "pod-level-resources",
    { ...podOf(2, requests(cpu("1"), cpu("1"))), resources: requests(cpu("2"), cpu("4")) },
    rangeOf("Pod", { max: cpu("3") }),
    ["maximum cpu usage per Pod is 3, but limit is 4"],
  ],
  [
    "several faults, of each container",
    podOf(1, requests(cpu("1m"), cpu("3")), requests(cpu("1"), cpu("3"))),
    rangeOf("Container", { min: cpu("10m"), max: cpu("2") }),
    [
      "minimum cpu usage per Container is 10m, but request is 1m",
      "maximum cpu usage per Container is 2, but limit is 3",
      "maximum cpu usage per Container is 2, but limit is 3",
    ],
  ],
];

describe("a Pod within the limits (upstream: TestPodLimitFunc)", () => {
  it.each(accepted)("%s", (_title, spec, range) => {
    expect(findPodFaults(spec, range)).toEqual([]);
  });
});

describe("a Pod outside the limits (upstream: TestPodLimitFunc)", () => {
  it.each(refused)("%s", (_title, spec, range, faults) => {
    expect(findPodFaults(spec, range)).toEqual(faults);
  });
});

describe("a claim (upstream: TestPersistentVolumeClaimLimitFunc)", () => {
  const claim = (storage?: string): coreV1.PersistentVolumeClaim => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "c" },
    spec: { resources: storage === undefined ? {} : { requests: { storage } } },
  });
  const range = rangeOf("PersistentVolumeClaim", { min: { storage: "1Gi" }, max: { storage: "200Gi" } });

  it.each([
    ["1Gi", []],
    ["200Gi", []],
    ["500Mi", ["minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi"]],
    ["201Gi", ["maximum storage usage per PersistentVolumeClaim is 200Gi, but request is 201Gi"]],
    [
      undefined,
      [
        "minimum storage usage per PersistentVolumeClaim is 1Gi.  No request is specified",
        "maximum storage usage per PersistentVolumeClaim is 200Gi.  No request is specified",
      ],
    ],
  ] as const)("of %s", (storage, faults) => {
    expect(findClaimFaults(claim(storage), range)).toEqual(faults);
  });

  it("is not held against the bounds of Pods and containers", () => {
    expect(findClaimFaults(claim("1Mi"), rangeOf("Container", { min: { storage: "1Gi" } }))).toEqual([]);
  });
});
