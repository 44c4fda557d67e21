import { defineKind, type KubernetesObject } from "@engenho/core";

/** A site that somebody wants to be served. */
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

/** For `store.get`, `for:` of a controller and the like. */
export const websites = defineKind<Website>({ apiVersion: "example.com/v1", kind: "Website" });
