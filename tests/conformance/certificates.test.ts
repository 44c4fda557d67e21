import { createCertificateRequest } from "@engenho/x509";
import { describe, expect, it } from "vitest";
import type { AnyObject, ApiClient } from "./support/api-client.js";
import { useCluster } from "./support/use-cluster.js";

// test/e2e/auth/certificates.go. Titles are theirs.

const group = "/apis/certificates.k8s.io";
const path = `${group}/v1/certificatesigningrequests`;
const signerName = "example.com/e2e-certificates";
const selected = `${path}?fieldSelector=spec.signerName=${signerName}`;
const merge = { "content-type": "application/merge-patch+json" };

/** A certificate request, in PEM and base64. */
async function requestOf(commonName: string): Promise<string> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const subject = { commonName: [commonName] };
  return Buffer.from(await createCertificateRequest({ subject, keys })).toString("base64");
}

describe("[sig-auth] Certificates API", () => {
  let admin: ApiClient;
  let certificate = "";
  useCluster(async (cluster) => {
    ({ admin } = cluster);
    certificate = Buffer.from(cluster.manager.caCertificate).toString("base64");
  });

  it("should support CSR API operations", async () => {
    const groups = (await admin.get("/apis")).groups as AnyObject[];
    const found = groups.find(({ name }) => name === "certificates.k8s.io");
    expect(found.versions.map(({ version }: AnyObject) => version)).toContain("v1");
    expect((await admin.get(group)).versions.map(({ version }: AnyObject) => version)).toContain("v1");
    const resources = (await admin.get(`${group}/v1`)).resources.map(({ name }: AnyObject) => name);
    for (const suffix of ["", "/approval", "/status"])
      expect(resources).toContain(`certificatesigningrequests${suffix}`);

    const template = {
      metadata: { generateName: "e2e-example-csr-" },
      spec: {
        request: await requestOf("e2e-example"),
        signerName,
        expirationSeconds: 3600,
        usages: ["digital signature", "key encipherment", "server auth"],
      },
    };
    await admin.create(path, template);
    await admin.create(path, template);
    const created = await admin.create(path, template);
    const one = `${path}/${created.metadata.name}`;
    const got = await admin.get(one);
    expect(got.metadata.uid).toBe(created.metadata.uid);
    expect(got.spec.expirationSeconds).toBe(3600);
    const list = await admin.get(selected);
    expect(list.items).toHaveLength(3);
    const watch = await admin.watch(
      `${path}?resourceVersion=${list.metadata.resourceVersion}&fieldSelector=metadata.name=${created.metadata.name}`,
    );

    const patched = await admin.patch(one, { metadata: { annotations: { patched: "true" } } });
    expect(patched.metadata.annotations.patched).toBe("true");
    patched.metadata.annotations.updated = "true";
    const updated = await admin.update(one, patched);
    expect(updated.metadata.annotations.updated).toBe("true");
    const isPatched = ({ object }: { object: AnyObject }) => object.metadata.annotations?.patched === "true";
    expect((await watch.until(isPatched)).type).toBe("MODIFIED");
    watch.stop();

    const approval = await admin.get(`${one}/approval`);
    expect([approval.kind, approval.metadata.uid]).toEqual(["CertificateSigningRequest", created.metadata.uid]);
    const approvalPatch = {
      metadata: { annotations: { patchedapproval: "true" } },
      status: { conditions: [{ type: "ApprovalPatch", status: "True", reason: "e2e" }] },
    };
    const patchedApproval = (await admin.send("PATCH", `${one}/approval`, approvalPatch, merge)).json;
    expect(patchedApproval.status.conditions).toHaveLength(1);
    expect(patchedApproval.status.conditions[0].type).toBe("ApprovalPatch");
    expect(patchedApproval.metadata.annotations.patchedapproval).toBe("true");
    patchedApproval.status.conditions.push({
      type: "Approved",
      status: "True",
      reason: "E2E",
      message: "Set from an e2e test",
    });
    const approved = await admin.update(`${one}/approval`, patchedApproval);
    expect(approved.status.conditions).toHaveLength(2);
    expect(approved.status.conditions[1].type).toBe("Approved");

    const status = await admin.get(`${one}/status`);
    expect([status.kind, status.metadata.uid]).toEqual(["CertificateSigningRequest", created.metadata.uid]);
    const statusPatch = { metadata: { annotations: { patchedstatus: "true" } }, status: { certificate } };
    const patchedStatus = (await admin.send("PATCH", `${one}/status`, statusPatch, merge)).json;
    expect(patchedStatus.status.certificate).toBe(certificate);
    expect(patchedStatus.metadata.annotations.patchedstatus).toBe("true");
    patchedStatus.status.conditions.push({
      type: "StatusUpdate",
      status: "True",
      reason: "E2E",
      message: "Set from an e2e test",
    });
    const updatedStatus = await admin.update(`${one}/status`, patchedStatus);
    expect(updatedStatus.status.conditions).toHaveLength(3);
    expect(updatedStatus.status.conditions[2].type).toBe("StatusUpdate");

    await admin.delete(one);
    expect((await admin.send("GET", one)).code).toBe(404);
    expect((await admin.get(selected)).items).toHaveLength(2);
    await admin.delete(selected);
    expect((await admin.get(selected)).items).toHaveLength(0);
  });
});
