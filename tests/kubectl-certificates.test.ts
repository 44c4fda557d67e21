import { X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createCertificateRequest, type RequestedCertificate } from "@engenho/x509";
import { describe, expect, it } from "vitest";
import { hasKubectl, Kubectl } from "./support/kubectl.js";
import { useManager } from "./support/use-manager.js";

const { subtle } = globalThis.crypto;
const client = "kubernetes.io/kube-apiserver-client";
const kubelet = "kubernetes.io/kube-apiserver-client-kubelet";
const node = { commonName: ["system:node:node-7"], organization: ["system:nodes"] };

/** A new key, in PEM, and a request for it, in base64. */
async function newRequest(
  wanted: Omit<RequestedCertificate, "keys">,
  algorithm = { name: "ECDSA", namedCurve: "P-256" },
) {
  const keys = await subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const pkcs8 = Buffer.from(await subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}(?!$)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
  return { key, request: btoa(await createCertificateRequest({ ...wanted, keys })) };
}

function manifest(name: string, spec: object): string {
  return JSON.stringify({
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name },
    spec: { signerName: client, usages: ["client auth"], ...spec },
  });
}

describe.skipIf(!hasKubectl())("kubectl certificate", () => {
  let cluster: Kubectl;
  let kubeconfig: string;
  useManager(
    (manager) => {
      kubeconfig = manager.kubeconfig;
      cluster = new Kubectl(kubeconfig);
    },
    ["--enable-bootstrap-token-auth"],
  );

  const issued = async (name: string) => {
    await cluster.run(`wait csr/${name} --for=jsonpath={.status.certificate} --timeout=20s`);
    return atob(await cluster.run(`get csr ${name} -o jsonpath={.status.certificate}`));
  };

  /** A kubectl whose credentials are a certificate and its key alone. */
  const withCertificate = async (name: string, certificate: string, key: string) => {
    const [certFile, keyFile, config] = ["crt", "key", "kubeconfig"].map((end) => `${kubeconfig}.${name}.${end}`) as [
      string,
      string,
      string,
    ];
    await writeFile(certFile, certificate);
    await writeFile(keyFile, key);
    await writeFile(config, await readFile(kubeconfig));
    const own = new Kubectl(config);
    await own.runArgs([
      "config",
      "set-credentials",
      name,
      `--client-certificate=${certFile}`,
      `--client-key=${keyFile}`,
    ]);
    const context = (await own.run("config current-context")).trim();
    await own.runArgs(["config", "set-context", context, `--user=${name}`]);
    return own;
  };

  it("approve: the holder of the certificate is the user that it names, with its groups", async () => {
    const { key, request } = await newRequest({ subject: { commonName: ["jane"], organization: ["devs", "ops"] } });
    await cluster.run("apply -f -", manifest("jane", { request, expirationSeconds: 3600 }));
    expect(await cluster.run("get csr jane --no-headers")).toMatch(
      /^jane +\d+s +kubernetes\.io\/kube-apiserver-client +engenho-admin +60m +Pending\n$/,
    );
    expect(await cluster.run("certificate approve jane")).toBe(
      "certificatesigningrequest.certificates.k8s.io/jane approved\n",
    );
    const certificate = await issued("jane");
    expect(await cluster.run("get csr jane --no-headers")).toContain("Approved,Issued");
    expect(await cluster.run("describe csr jane")).toMatch(/Subject:\s+Common Name:\s+jane/);
    const lifetimeMs = Date.parse(new X509Certificate(certificate).validTo) - Date.now();
    expect(lifetimeMs).toBeGreaterThan(3_000_000);
    expect(lifetimeMs).toBeLessThanOrEqual(3_600_000);
    const jane = await withCertificate("jane", certificate, key);
    expect(JSON.parse(await jane.run("auth whoami -o json")).status.userInfo).toMatchObject({
      username: "jane",
      // Values of one attribute are a set, which is ordered by its encoding.
      groups: ["ops", "devs", "system:authenticated"],
    });
    expect(await jane.fail("get pods")).toContain('User "jane" cannot list resource "pods"');
    await cluster.run("create clusterrolebinding jane --clusterrole=view --user=jane");
    expect(await jane.run("get pods -o name")).toBe("");
  });

  it("deny: nothing is issued, and the decision stays", async () => {
    const { request } = await newRequest({ subject: { commonName: ["eve"] } });
    await cluster.run("apply -f -", manifest("eve", { request }));
    await cluster.run("certificate deny eve");
    expect(await cluster.run("get csr eve --no-headers")).toMatch(/ Denied\n$/);
    expect(await cluster.fail("certificate approve eve")).toContain(
      'certificate signing request "eve" is already Denied',
    );
    expect(await cluster.run("get csr eve -o jsonpath={.status.certificate}")).toBe("");
  });

  it("a kubelet's first request is approved by itself, its certificate is the node, and it renews it", async () => {
    const bind = "create clusterrolebinding bootstrap --group=system:bootstrappers";
    await cluster.run(`${bind} --clusterrole=system:certificates.k8s.io:certificatesigningrequests:nodeclient`);
    await cluster.run(
      `create clusterrolebinding create-csr --clusterrole=system:node-bootstrapper --group=system:bootstrappers`,
    );
    const { key, request } = await newRequest({ subject: node });
    const spec = { request, signerName: kubelet, usages: ["digital signature", "client auth"] };
    const token = "--from-literal=token-id=abcdef --from-literal=token-secret=0123456789abcdef";
    await cluster.run(
      `create secret generic bootstrap-token-abcdef -n kube-system --type=bootstrap.kubernetes.io/token ${token} --from-literal=usage-bootstrap-authentication=true`,
    );
    await cluster.run("create --token=abcdef.0123456789abcdef -f -", manifest("node", spec));
    expect(await cluster.run("get csr node -o jsonpath={.spec.username}")).toBe("system:bootstrap:abcdef");
    const certificate = await issued("node");
    expect(await cluster.run("get csr node -o jsonpath={.status.conditions[0].message}")).toBe(
      "Auto approving kubelet client certificate after SubjectAccessReview.",
    );
    const itself = await withCertificate("node", certificate, key);
    expect(JSON.parse(await itself.run("auth whoami -o json")).status.userInfo).toMatchObject({
      username: "system:node:node-7",
      groups: ["system:nodes", "system:authenticated"],
    });
    await cluster.run(
      "create clusterrolebinding renew --clusterrole=system:certificates.k8s.io:certificatesigningrequests:selfnodeclient --group=system:nodes",
    );
    await cluster.run("create clusterrolebinding nodes --clusterrole=system:node --group=system:nodes");
    const next = await newRequest({ subject: node });
    await itself.run("create -f -", manifest("renewed", { ...spec, request: next.request }));
    await issued("renewed");
    expect(await cluster.run("get csr renewed -o jsonpath={.status.conditions[0].message}")).toBe(
      "Auto approving self kubelet client certificate after SubjectAccessReview.",
    );
  });

  it("a kubelet's serving certificate is not accepted from clients", async () => {
    const { key, request } = await newRequest({ subject: node, alternativeNames: { dnsNames: ["node-7"] } });
    const spec = { signerName: "kubernetes.io/kubelet-serving", usages: ["digital signature", "server auth"] };
    await cluster.run("create -f -", manifest("serving", { request, ...spec }));
    await cluster.run("certificate approve serving");
    const certificate = await issued("serving");
    expect(new X509Certificate(certificate).subjectAltName).toBe("DNS:node-7");
    const itself = await withCertificate("serving", certificate, key);
    expect(await itself.fail("auth whoami")).toMatch(/Unauthorized|must be logged in/);
  });

  it("the permission to write /approval does not suffice without that for the signer", async () => {
    const { request } = await newRequest({ subject: { commonName: ["bob"] } });
    await cluster.run("apply -f -", manifest("bob", { request }));
    await cluster.run(
      "create clusterrole approver --verb=get,update --resource=certificatesigningrequests,certificatesigningrequests/approval",
    );
    await cluster.run("create clusterrolebinding approver --clusterrole=approver --user=ann");
    expect(await cluster.fail("certificate approve bob --as=ann")).toBe(
      'Error from server (Forbidden): certificatesigningrequests.certificates.k8s.io "bob" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"\n',
    );
    const rule = {
      apiGroups: ["certificates.k8s.io"],
      resources: ["signers"],
      resourceNames: ["kubernetes.io/*"],
      verbs: ["approve"],
    };
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "signers" } };
    await cluster.run("create -f -", JSON.stringify({ ...role, rules: [rule] }));
    await cluster.run("create clusterrolebinding signers --clusterrole=signers --user=ann");
    await cluster.run("certificate approve bob --as=ann");
  });

  it("what is wrong with a request is said when it is created", async () => {
    const { request } = await newRequest({ subject: { commonName: ["bob"] } });
    const masters = await newRequest({ subject: { commonName: ["bob"], organization: ["system:masters"] } });
    const failure = (spec: object) => cluster.fail("create -f -", manifest("wrong", spec));
    expect(await failure({ request: btoa("no PEM") })).toContain("PEM block type must be CERTIFICATE REQUEST");
    expect(await failure({ request, expirationSeconds: 599 })).toContain(
      "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)",
    );
    expect(await failure({ request, signerName: "unknown" })).toContain(
      "must be a fully qualified domain and path of the form 'example.com/signer-name'",
    );
    expect(await failure({ request: masters.request })).toContain(
      "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed",
    );
    await cluster.run("create -f -", manifest("failed", { request, signerName: kubelet }));
    await cluster.run("certificate approve failed");
    await cluster.run("wait csr/failed --for=condition=Failed --timeout=20s");
    expect(await cluster.run("get csr failed --no-headers")).toMatch(/ Approved,Failed\n$/);
    expect(await cluster.run("get csr failed -o jsonpath={.status.conditions[1].message}")).toBe(
      "subject organization is not system:nodes",
    );
  });
});
