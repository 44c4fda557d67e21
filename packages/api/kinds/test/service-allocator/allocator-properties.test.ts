import { isStoreError, type Service } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { ServiceAllocator } from "../../src/core/service/allocator/index.js";

const options = {
  clusterIpRanges: ["10.0.0.0/29"],
  nodePortRange: { first: 30000, last: 30005 },
} as const;
const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"];
const ports = [30000, 30001, 30002, 30003, 30004, 30005];

interface Step {
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName" | "deleted";
  readonly ip: string | undefined;
  readonly nodePort: number | undefined;
  readonly portCount: number;
  readonly committed: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom("a", "b", "c", "d"),
  type: fc.constantFrom("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "deleted"),
  ip: fc.option(fc.constantFrom(...addresses, "None"), { nil: undefined }),
  nodePort: fc.option(fc.constantFrom(...ports), { nil: undefined }),
  portCount: fc.integer({ min: 1, max: 3 }),
  committed: fc.boolean(),
});

function wanted({ name, type, ip, nodePort, portCount }: Step): Service {
  const exposed = type === "NodePort" || type === "LoadBalancer";
  const spec = {
    type,
    ports: Array.from({ length: portCount }, (_, index) => ({
      name: `p${index}`,
      port: 80 + index,
      protocol: "TCP",
      ...(exposed && index === 0 && nodePort !== undefined ? { nodePort } : {}),
    })),
    ...(ip === undefined || type === "ExternalName" || (ip === "None" && exposed) ? {} : { clusterIP: ip }),
  };
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "ns" }, spec };
}

/** What can still be allocated: each address and each port, tried separately. */
function free(allocator: ServiceAllocator): readonly unknown[] {
  const probe = (spec: object) => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "probe" }, spec } as Service;
    try {
      allocator.reserve(service, undefined, seededRandom(1)).finish(false);
      return true;
    } catch (error) {
      if (isStoreError(error, "Invalid", "InternalError")) return false;
      throw error;
    }
  };
  return [
    ...addresses.filter((clusterIP) => probe({ type: "ClusterIP", clusterIP })),
    ...ports.filter((nodePort) =>
      probe({ type: "NodePort", clusterIP: "None", ports: [{ port: 1, protocol: "TCP", nodePort }] }),
    ),
  ];
}

const heldBy = ({ spec }: Service) => ({
  ips: spec?.type === "ExternalName" ? [] : (spec?.clusterIPs ?? []).filter((ip) => ip !== "None"),
  ports: (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort])),
});

test.prop([fc.array(step, { maxLength: 40 }), fc.integer()])(
  "AP-61..AP-63: nothing is allocated twice, nothing is leaked, and the state can be rebuilt",
  (steps, seed) => {
    const random = seededRandom(seed);
    const allocator = new ServiceAllocator(options);
    const stored = new Map<string, Service>();
    for (const next of steps) {
      const current = stored.get(next.name);
      if (next.type === "deleted") {
        if (current !== undefined) allocator.release(current);
        stored.delete(next.name);
      } else {
        try {
          const { service, finish } = allocator.reserve(wanted(next), current, random);
          // States that validation refuses are never written: a stored Service keeps its first address.
          const before = current === undefined ? undefined : heldBy(current).ips[0];
          const after = heldBy(service).ips[0];
          const committed = next.committed && (before === undefined || after === undefined || before === after);
          finish(committed);
          if (committed) stored.set(next.name, service);
        } catch (error) {
          if (!isStoreError(error, "Invalid", "InternalError")) throw error;
        }
      }
      const held = [...stored.values()].map(heldBy);
      const ips = held.flatMap(({ ips }) => ips);
      const nodePorts = held.flatMap(({ ports }) => ports);
      expect(new Set(ips).size).toBe(ips.length);
      expect(new Set(nodePorts).size).toBe(nodePorts.length);
      const afresh = new ServiceAllocator(options);
      afresh.load(stored.values());
      expect(free(allocator)).toEqual(free(afresh));
    }
  },
);
