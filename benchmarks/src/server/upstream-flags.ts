/** The minor version from which on there is no `--port`; the port without TLS, which it closes, went a little earlier. */
const firstWithoutPortFlag = 24;

/**
 * The flags of a kube-controller-manager that keep it from listening without TLS on a fixed port of all addresses, by what
 * `--version` prints. Throws an Error for a text that tells no version.
 */
export function insecurePortFlags(version: string): Readonly<Record<string, string>> {
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`${version.trim()}: not a version of Kubernetes`);
  return Number(major) === 1 && Number(minor) < firstWithoutPortFlag ? { port: "0" } : {};
}
