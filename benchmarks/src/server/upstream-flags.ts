/** The first minor version without `--port`; the insecure port itself was removed slightly earlier. */
const firstWithoutPortFlag = 24;

/**
 * The flags that keep a kube-controller-manager from listening without TLS on a fixed port of all addresses, by the output of
 * `--version`. Throws an Error if that contains no version.
 */
export function insecurePortFlags(version: string): Readonly<Record<string, string>> {
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`${version.trim()}: not a version of Kubernetes`);
  return Number(major) === 1 && Number(minor) < firstWithoutPortFlag ? { port: "0" } : {};
}
