import { defineKind, type KubernetesObject } from "@engenho/core";

/** A web site to be served. */
export interface Website extends KubernetesObject {
  readonly apiVersion: "example.com/v1";
  readonly kind: "Website";
  readonly spec?: {
    readonly host?: string;
    /** Default 1. */
    readonly replicas?: number;
  };
  readonly status?: { readonly readyReplicas?: number };
}

/** The kind token, for `store.get`, a controller's `for` and so on. */
export const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind: "Website" });
