import {
  isStoreError,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type Stored,
  type StoreError,
} from "@engenho/core";
import { schemas } from "@engenho/kinds";
import { jsonOf, type SchemaNode } from "@engenho/machinery";
import type { ApplyOptions } from "../../src/apply/apply-server-side.js";
import { applyServerSide, recordUpdate } from "./apply-at-once.js";

export const deployment = schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
export const start = Date.UTC(2024, 0, 2, 3, 4, 5, 678);

export interface Fields {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

export const web = (fields: Fields = {}): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  ...fields,
  metadata: { name: "web", namespace: "default", ...fields.metadata },
});

/** An object and the writes to it, a second apart. */
export class Story {
  live: Stored | undefined;
  #now = start;

  apply(manager: string, config: unknown, more: Partial<ApplyOptions> = {}): this {
    this.live = stored(
      applyServerSide({
        live: this.live,
        config,
        manager,
        force: false,
        schema: deployment,
        nowMs: this.#tick(),
        ...more,
      }),
    );
    return this;
  }

  update(manager: string, after: KubernetesObject, subresource?: string): this {
    const { live: before } = this;
    const kept = before === undefined ? after : { ...after, metadata: { ...before.metadata, ...after.metadata } };
    this.live = stored(
      recordUpdate({
        before,
        after: kept,
        manager,
        schema: deployment,
        nowMs: this.#tick(),
        subresource,
        apiVersion: "apps/v1",
      }),
    );
    return this;
  }

  fieldsOf(manager: string): unknown {
    return this.entries.find((entry) => entry.manager === manager)?.fieldsV1;
  }

  get entries(): readonly ManagedFieldsEntry[] {
    return this.live?.metadata.managedFields ?? [];
  }

  get spec(): Record<string, unknown> {
    return (this.live as KubernetesObject & { spec: Record<string, unknown> }).spec;
  }

  get metadata(): Record<string, unknown> {
    return jsonOf(this.live as KubernetesObject).metadata as Record<string, unknown>;
  }

  #tick(): number {
    this.#now += 1000;
    return this.#now;
  }
}

export const stored = (object: KubernetesObject): Stored =>
  ({ ...object, metadata: { uid: "u", resourceVersion: "1", ...object.metadata } }) as Stored;

export function refusalOf(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (isStoreError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

export const containers = (...list: object[]): Fields => ({ spec: { template: { spec: { containers: list } } } });
