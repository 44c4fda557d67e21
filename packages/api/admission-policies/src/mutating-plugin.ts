import { andThen } from "@engenho/machinery";
import type { AdmissionContext, AdmissionPlugin } from "@engenho/registry";
import { mutateRequest } from "./mutating/dispatch.js";
import type { MutatingHook } from "./mutating/policy-kinds.js";
import { isIntercepted } from "./policies/intercepted.js";
import { PolicySource } from "./policies/policy-hooks.js";

type Source = PolicySource<MutatingHook["policy"], MutatingHook["bindings"][number]>;

/**
 * The plugin MutatingAdmissionPolicy: changes new and updated objects as MutatingAdmissionPolicies say, which have to be served
 * (`optionalKinds` of `@engenho/kinds`). Without bindings it costs next to nothing.
 */
export function mutatingAdmissionPolicy(): AdmissionPlugin {
  const sources = new WeakMap<AdmissionContext, Source>();
  const sourceOf = (context: AdmissionContext): Source => {
    let source = sources.get(context);
    if (source === undefined) {
      source = new PolicySource("MutatingAdmissionPolicy", context);
      sources.set(context, source);
    }
    return source;
  };
  return {
    name: "MutatingAdmissionPolicy",
    handles: (operation, resource) => (operation === "CREATE" || operation === "UPDATE") && isIntercepted(resource),
    mutate: (request, context, passes) =>
      andThen(sourceOf(context).hooks(), (hooks) =>
        hooks.length === 0
          ? request.object
          : mutateRequest(hooks as readonly MutatingHook[], request, { context, passes }),
      ),
  };
}
