import { mutatingAdmissionPolicy } from "@engenho/admission-policies";
import type { KindCatalogue } from "@engenho/apiserver";
import { optionalKinds } from "@engenho/kinds";
import { type AdmissionPlugin, apiVersionOf, type KindDefinition } from "@engenho/registry";
import { enabledGates } from "./feature-gates.js";
import { type IsServed, servedVersions } from "./served-versions.js";

/** The options that say which of kube-apiserver 1.34's kinds are served. */
export interface ApiChoice {
  /** `Name=true`, as in kube-apiserver's `--feature-gates`. */
  readonly featureGates?: readonly string[];
  /** `group/version=true`, as in kube-apiserver's `--runtime-config`. */
  readonly runtimeConfig?: readonly string[];
}

/** What is served and run, compared with what is by default. */
export interface SelectedApis {
  /** Kinds of the store in addition to the built-in ones: those that are served, and those that these are stored as. */
  readonly kinds: readonly KindDefinition[];
  readonly admission: readonly AdmissionPlugin[];
  /** A catalogue of what is to be served of all kinds of the store. */
  readonly servedOf: (all: KindCatalogue) => KindCatalogue;
}

const policies = "MutatingAdmissionPolicy";
const policyVersion = {
  group: "admissionregistration.k8s.io",
  version: "v1beta1",
  plural: "mutatingadmissionpolicies",
};

/** What the options choose. Throws RangeError, with kube-apiserver's messages, for what is unknown, or not available here. */
export function selectApis({ featureGates = [], runtimeConfig = [] }: ApiChoice): SelectedApis {
  const gates = enabledGates(featureGates);
  if (runtimeConfig.length === 0) return { kinds: [], admission: [], servedOf: (all) => all };
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
