import { type Clock, definedFields } from "@engenho/core";
import { isPending, type MaybePromise } from "@engenho/machinery";
import type {
  AdmissionContext,
  AdmissionOperation,
  AdmissionPlugin,
  AdmissionRequest,
  WithObject,
} from "./admission.js";
import type { MutationPasses } from "./mutation-passes.js";

/** What is timed: a plugin, or a step of the chain with all plugins. */
export interface TimedAdmission {
  /** Undefined: the whole step. */
  readonly plugin: string | undefined;
  /** `admit` for mutating plugins, and for what they do before a deletion. */
  readonly type: "admit" | "validate";
  /** The operation of the requests. */
  readonly operation: AdmissionOperation;
}

/** Receives how long each call took, and whether it rejected the request. Must not throw. */
export type AdmissionTimer = (seconds: number, rejected: boolean) => void;

/** Makes the timers of admission: each is made once, and called for each request. */
export interface AdmissionTimes {
  /** The clock that measures. */
  readonly clock: Clock;
  /** Makes a timer. */
  readonly timerOf: (timed: TimedAdmission) => AdmissionTimer;
}

/** Calls a function and tells its timer when the result is there. */
export function timed<T>(clock: Clock, timer: AdmissionTimer, call: () => MaybePromise<T>): MaybePromise<T> {
  const startedMs = clock.monotonicNow();
  const end = (rejected: boolean) => timer((clock.monotonicNow() - startedMs) / 1000, rejected);
  let result: MaybePromise<T>;
  try {
    result = call();
  } catch (error) {
    end(true);
    throw error;
  }
  if (!isPending(result)) {
    end(false);
    return result;
  }
  return result.then(
    (value) => {
      end(false);
      return value;
    },
    (error: unknown) => {
      end(true);
      throw error;
    },
  );
}

/** A plugin whose calls are timed. */
export function observedPlugin(
  plugin: AdmissionPlugin,
  operation: AdmissionOperation,
  { clock, timerOf }: AdmissionTimes,
): AdmissionPlugin {
  const { name } = plugin;
  const admit = timerOf({ plugin: name, type: "admit", operation });
  const validate = timerOf({ plugin: name, type: "validate", operation });
  return definedFields({
    name,
    handles: (...asked: Parameters<AdmissionPlugin["handles"]>) => plugin.handles(...asked),
    mutate:
      plugin.mutate &&
      ((request: AdmissionRequest & WithObject, context: AdmissionContext, passes: MutationPasses) =>
        timed(clock, admit, () => plugin.mutate?.(request, context, passes) ?? request.object)),
    beforeDeletion:
      plugin.beforeDeletion &&
      ((request: AdmissionRequest, context: AdmissionContext) =>
        timed(clock, admit, () => plugin.beforeDeletion?.(request, context))),
    validate:
      plugin.validate &&
      ((request: AdmissionRequest, context: AdmissionContext) =>
        timed(clock, validate, () => plugin.validate?.(request, context))),
  });
}
