import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key and a certificate in PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The issuer of a test certificate; self-signed by default. */
export interface TestIssuer extends TestCertificate {
  readonly commonName: string;
}

/** A version 1 certificate, valid for a year around now, with the minimum that TLS accepts. */
export function certificate(
  subject: { commonName: string; organization?: string },
  issuer?: TestIssuer,
): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signingKey: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const body = sequence(
    tag(0x02, Buffer.from([1 + Math.floor(subject.commonName.length % 100)])),
    algorithm,
    name({ commonName: issuer?.commonName ?? subject.commonName }),
    sequence(time(-180), time(180)),
    name(subject),
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, signingKey);
  const der = sequence(body, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function name({ commonName, organization }: { commonName: string; organization?: string }): Buffer {
  const attribute = (type: string, value: string) => tag(0x31, sequence(oid(type), tag(0x0c, Buffer.from(value))));
  return sequence(
    ...(organization === undefined ? [] : [attribute("55040a", organization)]),
    attribute("550403", commonName),
  );
}

function time(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");
  return tag(0x17, Buffer.from(text.slice(2)));
}

function oid(hex: string): Buffer {
  return tag(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function tag(type: number, content: Buffer): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([type, content.length]), content]);
  const length = content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([type, ...length]), content]);
}
