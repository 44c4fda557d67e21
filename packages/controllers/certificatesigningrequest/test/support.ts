import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  type CertificateSigningRequest,
  certificateSigningRequests,
  type KeyedController,
  type KubernetesObject,
  type Stored,
  silentLogger,
  type User,
  WatchDriver,
} from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import {
  type AlternativeNames,
  basicConstraints,
  certificateToSign,
  createCertificateRequest,
  type DistinguishedName,
  encodePem,
  nameElement,
  signedCertificate,
  signingAlgorithms,
  subjectKeyIdentifier,
} from "@engenho/x509";
import { vi } from "vitest";
import type { CertificateAuthority } from "../src/index.js";

const { subtle } = globalThis.crypto;
const keys = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);

/** The subject of a node's certificates. */
export const node: DistinguishedName = { commonName: ["system:node:a"], organization: ["system:nodes"] };

/** A request, in base64. */
export async function requestOf(
  subject: DistinguishedName = node,
  alternativeNames: Partial<AlternativeNames> = {},
): Promise<string> {
  return btoa(await createCertificateRequest({ subject, alternativeNames, keys }));
}

/** An authority with a key of this type, valid until `notAfterMs`. */
export function authorityWith(
  type: "P-256" | "P-384" | "P-521" | "RSA" | "Ed25519",
  notAfterMs: number,
): CertificateAuthority {
  const { publicKey, privateKey } = keyPair(type);
  const algorithm = signingAlgorithms[type];
  const hash = { "P-256": "sha256", "P-384": "sha384", "P-521": "sha512", RSA: "sha256", Ed25519: undefined }[type];
  const name = nameElement({ commonName: ["authority"] });
  const content = {
    serialNumber: Uint8Array.of(1),
    issuer: name,
    subject: name,
    notBeforeMs: notAfterMs - 100 * 365 * 24 * 3_600_000,
    notAfterMs,
    publicKey: publicKey.export({ type: "spki", format: "der" }),
    extensions: [basicConstraints(true), subjectKeyIdentifier(Uint8Array.of(1, 2, 3))],
  };
  const signed = certificateToSign(content, algorithm);
  const certificate = encodePem("CERTIFICATE", signedCertificate(signed, algorithm, sign(hash, signed, privateKey)));
  return { certificate, algorithm: type, sign: (bytes) => sign(hash, bytes, privateKey) };
}

function keyPair(type: string): { publicKey: KeyObject; privateKey: KeyObject } {
  if (type === "RSA") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return type === "Ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: type });
}

/** A store with a controller that runs on a fake clock. */
export function run(
  create: (options: { store: MemoryStore; clock: FakeClock; logger: typeof silentLogger }) => KeyedController,
) {
  const clock = new FakeClock();
  const store = createMemoryStore({ clock, random: seededRandom(1), logger: silentLogger });
  const controller = create({ store, clock, logger: silentLogger });
  const driver = new WatchDriver(controller, store, { clock, logger: silentLogger, debounceMs: 0 });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  return {
    store,
    clock,
    /** Creates a request. */
    async create(spec: object, user: User = { name: "system:node:a" }) {
      const object = {
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { name: "it" },
        spec: { usages: ["digital signature", "client auth"], ...spec },
      };
      return (await store.create(object as unknown as KubernetesObject, {
        user,
      })) as unknown as Stored<CertificateSigningRequest>;
    },
    /** Adds a condition through /approval. */
    async decide(type: string) {
      const { status, ...rest } = await store.get(certificateSigningRequests, { name: "it" });
      const conditions = [...(status?.conditions ?? []), { type, status: "True" }];
      await store.update({ ...rest, status: { conditions } } as KubernetesObject, { subresource: "approval" });
    },
    /** The status when it satisfies the predicate: signatures are no timers of the clock. Without one, when nothing is left to do at once. */
    async status(isSettled?: (status: CertificateSigningRequest["status"]) => boolean) {
      const current = async () => {
        await clock.advance(0);
        return (await store.get(certificateSigningRequests, { name: "it" })).status;
      };
      const look = async () => {
        const status = await current();
        if (isSettled?.(status) === false) throw new Error(`not settled: ${JSON.stringify(status)}`);
        return status;
      };
      return vi.waitFor(look, { timeout: 20_000, interval: 5 });
    },
    async end() {
      stop.abort();
      await running;
      await store.close();
    },
  };
}
