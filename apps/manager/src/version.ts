import manifest from "../package.json" with { type: "json" };

/** The version of this package. */
export const version: string = manifest.version;

/** The Kubernetes version whose behaviour is followed, as `/version` tells it. */
export const kubernetesVersion = "v1.34.0";
