/**
 * `GET /version` (version.Info), of a version such as `v1.34.0`. As with kube-apiserver's defaults, the emulated version is
 * the same, and the oldest that this one is compatible with is the minor version before it.
 */
export function versionInfo(gitVersion: string): object {
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "",
    goVersion: "",
    compiler: "",
    platform: "",
  };
}
