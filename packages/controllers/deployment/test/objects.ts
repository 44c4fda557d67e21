import {
  type Deployment,
  type DeploymentCondition,
  type DeploymentStatus,
  deployments,
  formatTime,
  type ReplicaSet,
  type ReplicaSetStatus,
  replicaSets,
  type Stored,
} from "@engenho/core";
import { type StoredMetadata, storedObject } from "@engenho/core/testing";
import type { PodTemplate } from "../src/pod-template.js";

/** The namespace of these tests. */
export const namespace = "ns";

/** 2025-01-01, the fake clock's initial time. */
export const startMs: number = Date.UTC(2025, 0, 1);

/** The properties of a Deployment that tests set. */
export interface DeploymentShape {
  readonly replicas?: number;
  readonly image?: string;
  readonly strategy?: "RollingUpdate" | "Recreate" | "Other";
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly selector?: NonNullable<Deployment["spec"]>["selector"];
  readonly template?: PodTemplate;
  readonly spec?: Partial<NonNullable<Deployment["spec"]>>;
  readonly metadata?: Partial<Deployment["metadata"]>;
  readonly status?: Partial<DeploymentStatus>;
}

/** The template of pods `app: web` that run an image. */
export function podTemplate(image = "app:1"): PodTemplate {
  return { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "main", image }] } };
}

/** The Deployment `ns/web`: by default a rolling update with maxSurge and maxUnavailable 0. */
export function deployment(shape: DeploymentShape = {}): Deployment {
  const { replicas = 1, maxSurge = 0, maxUnavailable = 0, strategy: type = "RollingUpdate" } = shape;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace, ...shape.metadata },
    spec: {
      replicas,
      selector: shape.selector ?? { matchLabels: { app: "web" } },
      strategy: type === "RollingUpdate" ? { type, rollingUpdate: { maxSurge, maxUnavailable } } : { type },
      template: shape.template ?? podTemplate(shape.image),
      ...shape.spec,
    },
    ...(shape.status === undefined ? {} : { status: shape.status }),
  };
}

/** The same as returned by a store: UID `uid-web`, generation 1. */
export function storedDeployment(shape: DeploymentShape = {}): Stored<Deployment> {
  const { metadata: _metadata, ...content } = deployment(shape);
  return storedObject<Deployment>(deployments, "web", { generation: 1, ...shape.metadata }, content);
}

/** The properties of a ReplicaSet that tests set. */
export interface ReplicaSetShape {
  readonly replicas?: number;
  readonly image?: string;
  /** The number of available, ready and existing pods; default: all replicas. */
  readonly available?: number;
  readonly revision?: string;
  /** Seconds after {@link startMs}. */
  readonly createdSeconds?: number;
  /** The annotations `desired-replicas` and `max-replicas`. */
  readonly scaledFor?: readonly [desired: number, max: number];
  readonly template?: PodTemplate;
  readonly spec?: Partial<NonNullable<ReplicaSet["spec"]>>;
  readonly metadata?: StoredMetadata;
  readonly status?: Partial<ReplicaSetStatus>;
}

/** A ReplicaSet as returned by a store, controlled by the Deployment `web`, fully scaled by default. */
export function storedReplicaSet(name: string, shape: ReplicaSetShape = {}): Stored<ReplicaSet> {
  const { replicas = 0, revision, scaledFor } = shape;
  const available = shape.available ?? replicas;
  const template = shape.template ?? podTemplate(shape.image ?? `app:${name}`);
  const annotations = {
    ...(revision === undefined ? {} : { "deployment.kubernetes.io/revision": revision }),
    ...(scaledFor === undefined
      ? {}
      : {
          "deployment.kubernetes.io/desired-replicas": String(scaledFor[0]),
          "deployment.kubernetes.io/max-replicas": String(scaledFor[1]),
        }),
  };
  const creationTimestamp = formatTime(startMs + (shape.createdSeconds ?? 0) * 1000);
  const controller = storedDeployment();
  const metadata = { generation: 1, creationTimestamp, labels: { app: "web" }, annotations, controller };
  return storedObject<ReplicaSet>(
    replicaSets,
    name,
    { ...metadata, ...shape.metadata },
    {
      spec: { replicas, selector: { matchLabels: { app: "web" } }, template, ...shape.spec },
      status: {
        observedGeneration: 1,
        replicas,
        readyReplicas: available,
        availableReplicas: available,
        ...shape.status,
      },
    },
  );
}

/** The condition Progressing as of `secondsAgo` before {@link startMs}. */
export function progressing(reason: string, status = "True", secondsAgo = 0): DeploymentCondition {
  const time = formatTime(startMs - secondsAgo * 1000);
  return { type: "Progressing", status, reason, message: "earlier", lastUpdateTime: time, lastTransitionTime: time };
}
