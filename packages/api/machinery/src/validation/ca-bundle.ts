const block = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/**
 * The error in a CA bundle (base64-encoded PEM, as in a definition), with upstream's message; undefined if it is usable.
 * Certificates are only checked for being a single DER sequence.
 */
export function caBundleFault(bundle: string): string | undefined {
  const certificates = [...atob(bundle).matchAll(block)].filter(([, label]) => label === "CERTIFICATE");
  if (certificates.length === 0) return "unable to load root certificates: unable to parse bytes as PEM block";
  if (certificates.every(([, , body = ""]) => isSequence(body.replace(/\s/g, "")))) return undefined;
  return "unable to load root certificates: failed to parse certificate: x509: malformed certificate";
}

/** Whether base64 contains exactly one DER sequence. */
function isSequence(base64: string): boolean {
  const bytes = decoded(base64);
  if (bytes === undefined || bytes.charCodeAt(0) !== 0x30) return false;
  const first = bytes.charCodeAt(1);
  if (first < 0x80) return bytes.length === 2 + first;
  const lengthBytes = first - 0x80;
  let length = 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + bytes.charCodeAt(2 + index);
  return bytes.length === 2 + lengthBytes + length;
}

function decoded(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}
