import type { Secret } from "@engenho/core";

/**
 * The errors of Go's tls.X509KeyPair for a TLS Secret's certificate and key, as far as they follow from the PEM blocks: the
 * keys themselves are not parsed.
 */
export function tlsSecretWarnings({ type, data = {} }: Secret): readonly string[] {
  if (type !== "kubernetes.io/tls") return [];
  const fault = certificateFault(pemTypes(data["tls.crt"])) ?? keyFault(pemTypes(data["tls.key"]));
  return fault === undefined ? [] : [`tls: ${fault}`];
}

function certificateFault(types: readonly string[]): string | undefined {
  if (types.includes("CERTIFICATE")) return undefined;
  if (types.length === 0) return "failed to find any PEM data in certificate input";
  if (types.length === 1 && types[0]?.endsWith("PRIVATE KEY") === true) {
    return "failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched";
  }
  return `failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(" ")}]`;
}

function keyFault(types: readonly string[]): string | undefined {
  if (types.some((type) => type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY"))) return undefined;
  if (types.length === 0) return "failed to find any PEM data in key input";
  if (types.length === 1 && types[0] === "CERTIFICATE") {
    return "found a certificate rather than a key in the PEM for the private key";
  }
  return `failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types.join(" ")}]`;
}

function pemTypes(base64: string | undefined): readonly string[] {
  const text = base64 === undefined ? "" : atob(base64);
  return [...text.matchAll(/^-----BEGIN ([^\n-]*)-----$[^-]*^-----END \1-----$/gm)].map(([, type = ""]) => type);
}
