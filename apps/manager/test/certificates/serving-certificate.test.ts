import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer, type PeerCertificate } from "node:tls";
import { describe, expect, it } from "vitest";
import { createServingCertificate } from "../../src/certificates/serving-certificate.js";

const nowMs = Date.UTC(2025, 5, 1);

describe("the serving certificate", () => {
  it("is signed by its CA, for the given hosts, valid from yesterday for a year", () => {
    const made = createServingCertificate({ hosts: ["localhost", "127.0.0.1", "::1"], nowMs });
    const authority = new X509Certificate(made.caCertificate);
    const certificate = new X509Certificate(made.certificate);
    expect(authority.ca).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    expect(certificate.checkHost("example.com")).toBeUndefined();
    expect(Date.parse(certificate.validFrom)).toBe(Date.UTC(2025, 4, 31));
    expect(Date.parse(certificate.validTo)).toBe(Date.UTC(2026, 5, 1));
  });

  it("has issuer, subject and usages", () => {
    const made = createServingCertificate({ hosts: ["localhost"], nowMs });
    const authority = new X509Certificate(made.caCertificate);
    const certificate = new X509Certificate(made.certificate);
    expect([authority.subject, authority.issuer]).toEqual(["CN=engenho-ca", "CN=engenho-ca"]);
    expect([certificate.subject, certificate.issuer]).toEqual(["CN=engenho", "CN=engenho-ca"]);
    // Extended key usage: TLS servers.
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("has new keys and serial numbers each time", () => {
    const certificates = [1, 2].flatMap(() => {
      const made = createServingCertificate({ hosts: ["localhost"], nowMs });
      return [new X509Certificate(made.caCertificate), new X509Certificate(made.certificate)];
    });
    expect(new Set(certificates.map((each) => each.serialNumber)).size).toBe(4);
    expect(new Set(certificates.map((each) => each.publicKey.export({ type: "spki", format: "pem" }))).size).toBe(4);
  });

  it("is accepted by a client that trusts the CA, and by no other", async () => {
    // TLS clients check the validity against the system clock.
    const made = createServingCertificate({ hosts: ["localhost", "127.0.0.1"], nowMs: Date.now() });
    const other = createServingCertificate({ hosts: ["localhost"], nowMs: Date.now() });
    const server = createServer({ key: made.privateKey, cert: made.certificate }, (socket) => socket.end());
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect((await handshake(port, made.caCertificate)).subject.CN).toBe("engenho");
      await expect(handshake(port, other.caCertificate)).rejects.toThrow();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

function handshake(port: number, ca: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, servername: "localhost", ca }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
