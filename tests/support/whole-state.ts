import {
  controllerOf,
  type Deployment,
  type EndpointSlice,
  type Endpoints,
  isPodActive,
  isPodReady,
  type KubernetesObject,
  type Pod,
  type ReplicaSet,
  type Stored,
} from "@engenho/core";
import { expect } from "vitest";
import type { Image, WholeKind } from "./whole-world.js";

/** Where the objects of a namespace are read. */
export interface WholeLists {
  list<T extends KubernetesObject = KubernetesObject>(kind: WholeKind): Promise<readonly Stored<T>[]>;
}

/** What was asked for last, of every Deployment. */
export interface WantedState {
  readonly replicas: number;
  readonly image: Image;
}

/** Every Deployment is rolled out, with its pods available. */
export async function checkWorkloads(world: WholeLists, last: WantedState): Promise<void> {
  const replicaSets = await world.list<ReplicaSet>("replicaSet");
  const pods = await world.list<Pod>("pod");
  for (const { metadata, status } of await world.list<Deployment>("deployment")) {
    const own = replicaSets.filter((each) => controllerOf(each)?.uid === metadata.uid && each.spec?.replicas !== 0);
    const [active, ...others] = own;
    expect(others).toEqual([]);
    expect(active?.spec?.replicas ?? 0).toBe(last.replicas);
    if (active !== undefined) expect(active.spec?.template?.spec?.containers[0]?.image).toBe(last.image);
    expect(status?.observedGeneration).toBe(metadata.generation);
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
    expect([replicas, updatedReplicas, availableReplicas]).toEqual(Array(3).fill(last.replicas));
  }
  for (const { metadata, spec } of replicaSets) {
    const own = pods.filter((each) => controllerOf(each)?.uid === metadata.uid && isPodActive(each));
    expect(own, metadata.name).toHaveLength(spec?.replicas ?? -1);
  }
}

/** No object remains whose owners are all gone, and none is still being deleted. */
export async function checkOwners(world: WholeLists): Promise<void> {
  const kinds = ["deployment", "replicaSet", "pod", "service", "endpoints", "slice"] as const;
  const objects = (await Promise.all(kinds.map((kind) => world.list(kind)))).flat();
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  for (const { kind, metadata } of objects) {
    expect(metadata.deletionTimestamp, `${kind} ${metadata.name} is still on its way out`).toBeUndefined();
    const owners = metadata.ownerReferences ?? [];
    if (owners.length > 0)
      expect(
        owners.some(({ uid }) => uids.has(uid)),
        `${kind} ${metadata.name}`,
      ).toBe(true);
  }
}

/** The Endpoints and slices of every Service contain exactly the expected pods. */
export async function checkEndpoints(world: WholeLists): Promise<void> {
  const services = await world.list("service");
  const pods = (await world.list<Pod>("pod")).filter((each) => isPodActive(each) && each.status?.podIP !== undefined);
  const endpoints = await world.list<Endpoints>("endpoints");
  const slices = await world.list<EndpointSlice>("slice");
  expect(endpoints.map(({ metadata }) => metadata.name)).toEqual(services.map(({ metadata }) => metadata.name));
  for (const { metadata } of services) {
    const selected = pods.filter((each) => each.metadata.labels?.app === metadata.name);
    const addresses = (wanted: boolean) =>
      selected.filter((each) => isPodReady(each) === wanted).map((each) => each.status?.podIP ?? "");
    const subsets = endpoints.find((each) => each.metadata.name === metadata.name)?.subsets ?? [];
    const listed = (key: "addresses" | "notReadyAddresses") =>
      subsets.flatMap((subset) => (subset[key] ?? []).map(({ ip }) => ip));
    expect(listed("addresses").sort()).toEqual(addresses(true).sort());
    expect(listed("notReadyAddresses").sort()).toEqual(addresses(false).sort());
    const own = slices.filter((each) => each.metadata.labels?.["kubernetes.io/service-name"] === metadata.name);
    // A Service without pods has a slice without endpoints.
    expect(own.length).toBeGreaterThan(0);
    const inSlices = own.flatMap((each) => each.endpoints ?? []);
    const ready = inSlices.filter(({ conditions }) => conditions?.ready).flatMap((each) => each.addresses);
    expect(inSlices).toHaveLength(selected.length);
    expect([...ready].sort()).toEqual(addresses(true).sort());
  }
}
