import manifest from "../package.json" with { type: "json" };

/** The version of this package. */
export const version: string = manifest.version;

/** The Kubernetes version whose behaviour is implemented, as reported by `/version`. */
export const kubernetesVersion = "v1.34.0";
