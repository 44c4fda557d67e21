import { mutatingAdmissionPolicy } from "@engenho/admission-policies";
import type { KindCatalogue } from "@engenho/apiserver";
import { optionalKinds } from "@engenho/kinds";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import { featureGatesOf } from "./feature-gates.js";
import type { ApiChoice, SelectedApis } from "./select-apis.js";
import { type IsServed, servedVersions } from "./served-versions.js";

const policies = "MutatingAdmissionPolicy";
const policyVersion = {
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  plural: "mutatingadmissionpolicies",
};

/** See `selectApis`. */
export function chosenApis({ featureGates, runtimeConfig }: Required<ApiChoice>): SelectedApis {
  const { enabled: gates, switched } = featureGatesOf(featureGates);
  const isServed = servedVersions(runtimeConfig);
  const available = optionalKinds().flatMap(({ definition, gate }) =>
    gate === undefined || gates.has(gate) ? [definition] : [],
  );
  const served = available.filter(isServed);
  const needed = new Set(served.flatMap(({ storedAs }) => (storedAs === undefined ? [] : [nameOf(storedAs)])));
  const kinds = available.filter((kind) => served.includes(kind) || needed.has(nameOf(referenceOf(kind))));
  const runsPolicies = gates.has(policies) && isServed(policyVersion);
  return {
    kinds,
    featureGates: switched,
    admission: runsPolicies ? [mutatingAdmissionPolicy()] : [],
    servedOf: (all) => servedOf(all, isServed),
  };
}

/** Kinds of the API that are not built in are always served. */
function servedOf(all: KindCatalogue, isServed: IsServed): KindCatalogue {
  let known: readonly KindDefinition[] | undefined;
  let served: readonly KindDefinition[] = [];
  return {
    definitions() {
      const definitions = all.definitions();
      if (definitions !== known) {
        known = definitions;
        served = definitions.filter((kind) => kind.schemaName === undefined || isServed(kind));
      }
      return served;
    },
  };
}

function referenceOf(kind: KindDefinition) {
  return { apiVersion: apiVersionOf(kind), kind: kind.kind };
}

function nameOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion} ${kind}`;
}
