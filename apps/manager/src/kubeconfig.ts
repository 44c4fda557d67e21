/** What a client needs to connect as the administrator. */
export interface ClusterAccess {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly token: string;
}

/** A kubeconfig with one cluster, user and context, all named `engenho`, in JSON, which is valid YAML. */
export function renderKubeconfig(access: ClusterAccess): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "engenho",
        cluster: {
          server: access.server,
          "certificate-authority-data": Buffer.from(access.caCertificate).toString("base64"),
        },
      },
    ],
    users: [{ name: "engenho", user: { token: access.token } }],
    contexts: [{ name: "engenho", context: { cluster: "engenho", user: "engenho" } }],
    "current-context": "engenho",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
