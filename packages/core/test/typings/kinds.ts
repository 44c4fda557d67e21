// The types of kinds and their tokens. This file is only type-checked, never run.
import {
  type CustomResourceDefinition,
  type coreV1,
  createKeyedController,
  type customResourceDefinitions,
  defineKind,
  type Endpoints,
  type Event,
  type eventsV1,
  type horizontalPodAutoscalers,
  type KubernetesObject,
  type ObjectOf,
  pods,
  replicaSets,
  type Store,
  type Stored,
} from "../../src/index.js";
import { expectType } from "./expect-type.js";

declare const store: Store;
declare const key: { readonly namespace: string; readonly name: string };

interface Website extends KubernetesObject {
  readonly apiVersion: "example.com/v1";
  readonly kind: "Website";
  readonly spec: { readonly host: string };
}

const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind: "Website" });

export async function aCustomKindIsTypedAsBuiltInOnes(): Promise<void> {
  expectType<string>()((await store.get(websites, key)).spec.host);
  // @ts-expect-error A token's kind must be that of the type.
  defineKind<Website>({ apiVersion: "example.com/v1", kind: "Site" });
}

export function namesOfTypes(): void {
  expectType<ObjectOf<typeof eventsV1.events>>()({} as eventsV1.Event);
  expectType<ObjectOf<typeof customResourceDefinitions>>()({} as CustomResourceDefinition);
  expectType<ObjectOf<typeof horizontalPodAutoscalers>["apiVersion"]>()("autoscaling/v2" as const);
  // @ts-expect-error An Event of events.k8s.io has a note, one of v1 a message.
  expectType<Event>()({} as eventsV1.Event);
}

export function fieldsAreUpstreams(endpoints: Endpoints, action: coreV1.HTTPGetAction): readonly coreV1.Container[] {
  expectType<string | undefined>()(endpoints.subsets?.[0]?.addresses?.[0]?.ip);
  expectType<number | string>()(action.port);
  // @ts-expect-error Read-only at every level.
  action.port = 80;
  return [
    { name: "web", livenessProbe: { httpGet: { port: "http" } }, restartPolicy: "Always" },
    // @ts-expect-error A container needs a name.
    { image: "nginx" },
  ];
}

export function aControllersOptionsAreTypedByItsKinds(): void {
  createKeyedController({
    name: "typed",
    store,
    for: { kind: replicaSets, isWanted: (replicaSet) => replicaSet.spec?.replicas !== 0 },
    owns: [{ kind: pods, selectorOf: (replicaSet) => replicaSet.spec?.selector }],
    watches: [
      { kind: websites, keysOf: ({ object }) => [object.spec.host] },
      { kind: pods, keysOf: ({ object }) => [object.spec?.nodeName ?? ""] },
    ],
    reconcile: async () => ({ changed: false }),
  });
  createKeyedController({
    name: "mistyped",
    store,
    for: websites,
    // @ts-expect-error A Website has no nodeName.
    watches: [{ kind: websites, keysOf: ({ object }) => [object.spec.nodeName] }],
    reconcile: async () => ({ changed: false }),
  });
}

export async function aKindIsCreatedInItsOwnVersion(): Promise<Stored<Website>> {
  // @ts-expect-error The kind is a different one.
  await store.create<Website>({ apiVersion: "example.com/v1", kind: "Site", metadata: {}, spec: { host: "a" } });
  return store.create<Website>({ apiVersion: "example.com/v1", kind: "Website", metadata: {}, spec: { host: "a" } });
}
