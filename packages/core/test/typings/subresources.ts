// The types of the verbs of subresources. This file is only type-checked, never run.
import {
  type Binding,
  deployments,
  type Eviction,
  type KubernetesObject,
  pods,
  type Scale,
  type Store,
  type Stored,
  type Subresource,
  serviceAccounts,
  type TokenRequest,
} from "../../src/index.js";
import { expectType } from "./expect-type.js";

declare const store: Store;
declare const key: { readonly namespace: string; readonly name: string };

export async function knownNamesTypeTheirBodies(binding: Binding, eviction: Eviction, request: TokenRequest) {
  expectType<Binding>()(await store.subresource(pods, key, "binding").create(binding));
  expectType<Eviction>()(await store.subresource(pods, key, "eviction").create(eviction));
  expectType<string | undefined>()(
    (await store.subresource(serviceAccounts, key, "token").create(request)).status?.token,
  );
  const scale = store.subresource(deployments, key, "scale");
  const read = await scale.get();
  expectType<Stored<Scale>>()(read);
  expectType<Stored<Scale>>()(await scale.update({ ...read, spec: { replicas: 3 } }));
  expectType<Stored<Scale>>()(await scale.patch({ type: "merge", value: { spec: { replicas: 3 } } }));
  // @ts-expect-error An Eviction is not a Binding.
  await store.subresource(pods, key, "binding").create(eviction);
  // @ts-expect-error Replicas must be a number.
  await scale.update({ ...read, spec: { replicas: "3" } });
}

export function otherNamesAreKubernetesObjects(name: string): void {
  expectType<Subresource<KubernetesObject>>()(store.subresource(pods, key, "resize"));
  expectType<Subresource<KubernetesObject>>()(store.subresource(pods, key, name));
}

export async function updatesReturnWhatTheyWereGiven(eviction: Eviction): Promise<void> {
  expectType<Stored<Eviction>>()(await store.update(eviction));
  // @ts-expect-error `parent` is removed: subresources have their own verbs.
  await store.update(eviction, { subresource: "scale", parent: deployments });
}
