// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import { defineKind, type KindToken } from "../kind-token.js";
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { ListMeta } from "./meta-v1.js";

/**
 * PriorityClass defines mapping from a priority class name to the priority integer value. The value can be any valid
 * integer.
 */
export interface PriorityClass extends KubernetesObject {
  readonly apiVersion: "scheduling.k8s.io/v1";
  readonly kind: "PriorityClass";
  readonly metadata: ObjectMeta;
  /**
   * description is an arbitrary string that usually provides guidelines on when this priority class should be used.
   */
  readonly description?: string;
  /**
   * globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do
   * not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one
   * PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default
   * PriorityClasses will be used as the default priority.
   */
  readonly globalDefault?: boolean;
  /**
   * preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority.
   * Defaults to PreemptLowerPriority if unset.
   */
  readonly preemptionPolicy?: string;
  /**
   * value represents the integer value of this priority class. This is the actual priority that pods receive when
   * they have the name of this class in their pod spec.
   */
  readonly value: number;
}

/** PriorityClassList is a collection of priority classes. */
export interface PriorityClassList {
  readonly apiVersion: "scheduling.k8s.io/v1";
  readonly kind: "PriorityClassList";
  /**
   * Standard list metadata More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
   */
  readonly metadata: ListMeta;
  /** items is the list of PriorityClasses */
  readonly items: readonly PriorityClass[];
}

/** The kind token of scheduling.k8s.io/v1 PriorityClass, which is cluster-scoped. */
export const priorityClasses: KindToken<PriorityClass> = /* @__PURE__ */ defineKind({ apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", namespaced: false });
