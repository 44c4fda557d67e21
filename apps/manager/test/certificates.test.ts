import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createServingCertificate } from "../src/certificates.js";

describe("the serving certificate", () => {
  it("is signed by its authority, for the hosts given, from yesterday on for a year", async () => {
    const nowMs = Date.UTC(2025, 5, 1);
    const made = await createServingCertificate({ hosts: ["localhost", "127.0.0.1"], nowMs });
    const authority = new X509Certificate(made.caCertificate);
    const certificate = new X509Certificate(made.certificate);
    expect(authority.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkHost("example.com")).toBeUndefined();
    expect(Date.parse(certificate.validFrom)).toBe(Date.UTC(2025, 4, 31));
    expect(Date.parse(certificate.validTo)).toBe(Date.UTC(2026, 5, 1));
  });
});
