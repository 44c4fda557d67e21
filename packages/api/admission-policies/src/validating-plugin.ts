import { andThen } from "@engenho/machinery";
import type { AdmissionContext, AdmissionPlugin } from "@engenho/registry";
import { isIntercepted } from "./policies/intercepted.js";
import type { ObserveCheck } from "./policies/policy-check.js";
import { PolicySource } from "./policies/policy-hooks.js";
import { type ValidatingHook, validateRequest } from "./validating/dispatch.js";

type Source = PolicySource<ValidatingHook["policy"], ValidatingHook["bindings"][number]>;

/** Options of {@link validatingAdmissionPolicy}. */
export interface ValidatingPolicyOptions {
  /** Receives validations that failed or that deny requests, for metrics. Default: nothing is measured. */
  readonly observe?: ObserveCheck | undefined;
}

/**
 * The plugin ValidatingAdmissionPolicy: rejects requests that a ValidatingAdmissionPolicy denies, and adds warnings and
 * audit annotations where its bindings say so. Without bindings it costs next to nothing.
 */
export function validatingAdmissionPolicy({ observe }: ValidatingPolicyOptions = {}): AdmissionPlugin {
  const sources = new WeakMap<AdmissionContext, Source>();
  const sourceOf = (context: AdmissionContext): Source => {
    let source = sources.get(context);
    if (source === undefined) {
      source = new PolicySource("ValidatingAdmissionPolicy", context);
      sources.set(context, source);
    }
    return source;
  };
  return {
    name: "ValidatingAdmissionPolicy",
    handles: (_operation, resource) => isIntercepted(resource),
    validate: (request, context) =>
      andThen(sourceOf(context).hooks(), (hooks) =>
        hooks.length === 0
          ? undefined
          : validateRequest(hooks as readonly ValidatingHook[], request, { context, observe }),
      ),
  };
}
