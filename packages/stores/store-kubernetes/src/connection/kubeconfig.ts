/** The fields of a kubeconfig (clientcmd/api/v1) that are read. */
export interface Kubeconfig {
  /** The context to use by default. */
  readonly "current-context"?: string;
  /** The clusters, by name. */
  readonly clusters?: readonly { readonly name: string; readonly cluster: KubeconfigCluster }[] | null;
  /** The users, by name. */
  readonly users?: readonly { readonly name: string; readonly user: KubeconfigUser }[] | null;
  /** Pairs of a cluster and a user, by name. */
  readonly contexts?:
    | readonly { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[]
    | null;
}

/** A cluster of a kubeconfig. */
export interface KubeconfigCluster {
  /** The URL of the API server. */
  readonly server?: string;
  /** The file with the certificates that are trusted, in PEM. */
  readonly "certificate-authority"?: string;
  /** The same, in base64 instead of a file. */
  readonly "certificate-authority-data"?: string;
  /** Whether any certificate is accepted. */
  readonly "insecure-skip-tls-verify"?: boolean;
  /** The name that the server's certificate must have. Default: the host of `server`. */
  readonly "tls-server-name"?: string;
  /** The proxy through which the server is reached. */
  readonly "proxy-url"?: string;
}

/** A user of a kubeconfig. */
export interface KubeconfigUser {
  /** A bearer token. */
  readonly token?: string;
  /** The file with the bearer token; it is read again when it changes. */
  readonly tokenFile?: string;
  /** The name for basic authentication. */
  readonly username?: string;
  /** The password for basic authentication. */
  readonly password?: string;
  /** The file with the client certificate, in PEM. */
  readonly "client-certificate"?: string;
  /** The same, in base64 instead of a file. */
  readonly "client-certificate-data"?: string;
  /** The file with the key of the client certificate, in PEM. */
  readonly "client-key"?: string;
  /** The same, in base64 instead of a file. */
  readonly "client-key-data"?: string;
  /** A command that prints credentials. */
  readonly exec?: ExecConfig;
  /** A provider of credentials that is built into clients. */
  readonly "auth-provider"?: { readonly name: string; readonly config?: Readonly<Record<string, string>> };
  /** The user to impersonate. */
  readonly as?: string;
  /** The UID to impersonate. */
  readonly "as-uid"?: string;
  /** The groups to impersonate. */
  readonly "as-groups"?: readonly string[];
}

/** A command that prints credentials. */
export interface ExecConfig {
  /** The version of the ExecCredential that it prints. */
  readonly apiVersion?: string;
  /** The program to run. */
  readonly command: string;
  /** Its arguments. */
  readonly args?: readonly string[] | null;
  /** Environment variables in addition to those of this process. */
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  /** Whether the cluster is passed to the command (KUBERNETES_EXEC_INFO). */
  readonly provideClusterInfo?: boolean;
  /** Whether it may read from the terminal: `Never`, `IfAvailable` or `Always`. */
  readonly interactiveMode?: string;
  /** Shown if the program does not exist. */
  readonly installHint?: string;
}

/** The cluster and the user of a context. */
export interface SelectedContext {
  /** The cluster; it has a server. */
  readonly cluster: KubeconfigCluster & { readonly server: string };
  /** The user; empty if the context names none. */
  readonly user: KubeconfigUser;
}

/** The cluster and user of the context with that name, by default the current one. Throws Error that says what is missing. */
export function selectContext(config: Kubeconfig, name = config["current-context"] ?? ""): SelectedContext {
  if (name === "") throw new Error("it has no current-context");
  const context = (config.contexts ?? []).find((each) => each.name === name)?.context;
  if (context === undefined) throw new Error(`it has no context ${JSON.stringify(name)}`);
  const cluster = (config.clusters ?? []).find((each) => each.name === context.cluster)?.cluster;
  if (cluster === undefined) throw new Error(`it has no cluster ${JSON.stringify(context.cluster)}`);
  const { server } = cluster;
  if (server === undefined || server === "") throw new Error(`its cluster "${context.cluster}" has no server`);
  const user = (config.users ?? []).find((each) => each.name === context.user)?.user;
  if (user === undefined && context.user) throw new Error(`it has no user ${JSON.stringify(context.user)}`);
  return { cluster: { ...cluster, server }, user: user ?? {} };
}
