/** The administrator's credentials: a bearer token, or a certificate and its private key in PEM. */
export type AdministratorAccess =
  | { readonly token: string }
  | { readonly certificate: string; readonly privateKey: string };

/** What a client needs to connect as the administrator. */
export interface ClusterAccess {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM. */
  readonly caCertificate: string;
  readonly user: AdministratorAccess;
}

/** A kubeconfig with one cluster, user and context, all named `engenho`, in JSON, which is valid YAML. */
export function renderKubeconfig({ server, caCertificate, user }: ClusterAccess): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "engenho", cluster: { server, "certificate-authority-data": base64(caCertificate) } }],
    users: [{ name: "engenho", user: userFields(user) }],
    contexts: [{ name: "engenho", context: { cluster: "engenho", user: "engenho" } }],
    "current-context": "engenho",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function userFields(user: AdministratorAccess): object {
  if ("token" in user) return { token: user.token };
  return {
    "client-certificate-data": base64(user.certificate),
    "client-key-data": base64(user.privateKey),
  };
}

function base64(pem: string): string {
  return Buffer.from(pem).toString("base64");
}
