import {
  copyWith,
  type DeleteOptions,
  formatTime,
  type KubernetesObject,
  type PropagationPolicy,
  parseTime,
  type Stored,
} from "@engenho/core";
import { buildMetadata } from "../metadata/metadata.js";
import type { Strategy } from "../model/strategy.js";

/** What a DELETE does to an object. */
export type DeletionPlan =
  /** It is already being deleted, and this request does not shorten its grace period (AP-41): nothing is written. */
  | { readonly type: "pending" }
  /** It is removed immediately, in one commit. */
  | { readonly type: "remove" }
  /** Its deletionTimestamp is set, and it is removed right afterwards if `thenRemove` (AP-33, AP-41, AP-42). */
  | { readonly type: "mark"; readonly object: KubernetesObject; readonly thenRemove: boolean };

const orphan = "orphan";
const foreground = "foregroundDeletion";

/** Decides what a DELETE does (upstream: rest.BeforeDelete and the generic registry's Store.Delete). */
export function planDeletion(
  strategy: Strategy,
  current: Stored,
  { options, nowMs }: { readonly options: DeleteOptions; readonly nowMs: number },
): DeletionPlan {
  const graceful = planGrace(strategy, current, { options, nowMs });
  if (graceful === "pending") return { type: "pending" };
  const finalizers = finalizersForDeletion(strategy, current, options.propagationPolicy);
  const held = finalizers.length > 0 || strategy.holdsDeletion?.(current) === true;
  if (graceful !== undefined) {
    const { deletionTimestamp, deletionGracePeriodSeconds } = graceful;
    return {
      type: "mark",
      object: marked(current, { deletionTimestamp, deletionGracePeriodSeconds, finalizers }),
      thenRemove: !held && deletionGracePeriodSeconds === 0,
    };
  }
  if (!held) return { type: "remove" };
  const { deletionTimestamp } = current.metadata;
  const now = formatTime(nowMs);
  const later = deletionTimestamp === undefined || (parseTime(deletionTimestamp) ?? 0) > nowMs;
  return {
    type: "mark",
    object: marked(current, {
      finalizers,
      deletionTimestamp: later ? now : deletionTimestamp,
      deletionGracePeriodSeconds: 0,
    }),
    thenRemove: false,
  };
}

interface Grace {
  readonly deletionTimestamp: string;
  readonly deletionGracePeriodSeconds: number;
}

/**
 * The new grace period of the object; undefined if it has none; `pending` if the remaining one is not longer than requested.
 */
function planGrace(
  strategy: Strategy,
  current: Stored,
  { options, nowMs }: { readonly options: DeleteOptions; readonly nowMs: number },
): Grace | "pending" | undefined {
  if (strategy.gracePeriodSeconds === undefined) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  // AP-40: a negative period counts as one second.
  const wanted =
    options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0 ? 1 : options.gracePeriodSeconds;
  if (deletionTimestamp === undefined) {
    const effective = wanted === undefined ? options : copyWith(options, { gracePeriodSeconds: wanted });
    const seconds = strategy.gracePeriodSeconds(current, effective);
    if (seconds === undefined) return undefined;
    return { deletionTimestamp: formatTime(nowMs + seconds * 1000), deletionGracePeriodSeconds: seconds };
  }
  const running = deletionGracePeriodSeconds ?? 0;
  if (running === 0) return undefined;
  if (wanted === undefined || wanted >= running) return "pending";
  const shortenedMs = (parseTime(deletionTimestamp) ?? 0) + (wanted - running) * 1000;
  if (shortenedMs >= nowMs) {
    return { deletionTimestamp: formatTime(shortenedMs), deletionGracePeriodSeconds: wanted };
  }
  // The grace period has already elapsed: this is still a graceful deletion, with the shortest possible period.
  return { deletionTimestamp: formatTime(nowMs), deletionGracePeriodSeconds: wanted === 0 ? 0 : 1 };
}

/** The object's finalizers after the propagation policy is applied (AP-31, AP-32). */
function finalizersForDeletion(
  strategy: Strategy,
  current: Stored,
  policy: PropagationPolicy | undefined,
): readonly string[] {
  const finalizers = current.metadata.finalizers ?? [];
  const others = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  const wanted = collectorFinalizer(strategy, finalizers, policy);
  if (wanted === undefined) return others.length === finalizers.length ? finalizers : others;
  if (finalizers.includes(wanted) && finalizers.length === others.length + 1) return finalizers;
  return [...others, wanted];
}

function collectorFinalizer(
  strategy: Strategy,
  finalizers: readonly string[],
  policy: PropagationPolicy | undefined,
): string | undefined {
  if (strategy.defaultPropagationPolicy === "Unsupported") return undefined;
  switch (policy) {
    case "Orphan":
      return orphan;
    case "Foreground":
      return foreground;
    case "Background":
      return undefined;
    case undefined: {
      const present = finalizers.find((finalizer) => finalizer === orphan || finalizer === foreground);
      return present ?? (strategy.defaultPropagationPolicy === "Orphan" ? orphan : undefined);
    }
  }
}

/** AP-23: setting the deletionTimestamp increments the generation, if the object has one. */
function marked(current: Stored, change: Grace & { readonly finalizers: readonly string[] }): KubernetesObject {
  const { metadata } = current;
  const { generation } = metadata;
  const first = metadata.deletionTimestamp === undefined;
  return {
    ...current,
    metadata: buildMetadata({
      ...metadata,
      ...change,
      generation: first && generation !== undefined && generation > 0 ? generation + 1 : generation,
    }),
  };
}
