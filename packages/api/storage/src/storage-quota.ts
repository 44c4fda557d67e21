import { StoreError } from "@engenho/core";
import type { BackendWrite } from "./backend.js";

/** By which fraction of the quota objects that are being deleted may exceed it, for deletion timestamps and statuses. */
const deletionReserve = 0.1;

/** The sizes of all objects, by their weights in bytes. */
export interface QuotaUse {
  /** Before the write. */
  readonly weight: number;
  /** What the write adds; 0 or less: it shrinks. */
  readonly growth: number;
  /** How large all objects together may be; Infinity: no limit. */
  readonly quotaBytes: number;
}

/** Throws StoreError `InternalError`, with etcd's message, if the write would exceed the storage quota. */
export function checkStorageQuota({ type, object }: BackendWrite, { weight, growth, quotaBytes }: QuotaUse): void {
  if (growth <= 0 || weight + growth <= quotaBytes) return;
  const isBeingDeleted = type === "update" && object.metadata.deletionTimestamp !== undefined;
  if (isBeingDeleted && weight + growth <= quotaBytes * (1 + deletionReserve)) return;
  throw new StoreError("InternalError", "etcdserver: mvcc: database space exceeded");
}
