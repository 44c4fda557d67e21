import type { CredentialSource } from "./credentials.js";

/** A server, how to reach it, and how its certificate is verified. */
export interface ClusterAccess {
  /** Such as `https://127.0.0.1:6443`; with a path if the API is below one. */
  readonly server: URL;
  /** The certificate authorities of the server's certificate, in PEM. Default: those of Node. */
  readonly ca?: string | undefined;
  /** The name that the server's certificate must be for. Default: the host of `server`. */
  readonly serverName?: string | undefined;
  /** Whether verification of the server's certificate is skipped. Default false. */
  readonly insecure?: boolean | undefined;
  readonly credentials: CredentialSource;
  /** The proxy through which the server is reached. Default: none. */
  readonly proxy?: URL | undefined;
}

/** Parses the URL of a server; without a scheme it is `https`. Throws TypeError. */
export function serverUrl(text: string): URL {
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) throw new TypeError(`the server ${JSON.stringify(text)} is not a URL`);
  const url = new URL(whole);
  if (url.protocol === "https:" || url.protocol === "http:") return url;
  throw new TypeError(`the server ${JSON.stringify(text)} must use https or http`);
}
