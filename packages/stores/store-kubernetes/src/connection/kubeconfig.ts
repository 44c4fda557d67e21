/** A kubeconfig (clientcmd/api/v1), as far as it is read. */
export interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster: KubeconfigCluster }[] | null;
  readonly users?: readonly { readonly name: string; readonly user: KubeconfigUser }[] | null;
  readonly contexts?:
    | readonly { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[]
    | null;
}

/** A cluster of a kubeconfig. */
export interface KubeconfigCluster {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

/** A user of a kubeconfig. */
export interface KubeconfigUser {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly exec?: ExecConfig;
  readonly "auth-provider"?: { readonly name: string; readonly config?: Readonly<Record<string, string>> };
  readonly as?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[];
}

/** A command that prints credentials. */
export interface ExecConfig {
  readonly apiVersion?: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
  readonly installHint?: string;
}

/** The cluster and the user of a context. */
export interface SelectedContext {
  readonly cluster: KubeconfigCluster & { readonly server: string };
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
