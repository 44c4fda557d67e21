import type { KindCatalogue } from "@engenho/apiserver";
import type { AdmissionPlugin, KindDefinition } from "@engenho/registry";
import { chosenApis } from "./chosen-apis.js";

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
  /** The gates that are on here, and off by default. */
  readonly featureGates: readonly string[];
  /** A catalogue of what is to be served of all kinds of the store. */
  readonly servedOf: (all: KindCatalogue) => KindCatalogue;
}

/** The kinds and plugins that the options choose. Throws RangeError with kube-apiserver's messages for invalid and unavailable choices. */
export function selectApis({ featureGates = [], runtimeConfig = [] }: ApiChoice): SelectedApis {
  // What is chosen is a part of the program.
  if (featureGates.length === 0 && runtimeConfig.length === 0)
    return { kinds: [], featureGates: [], admission: [], servedOf: (all) => all };
  return chosenApis({ featureGates, runtimeConfig });
}
