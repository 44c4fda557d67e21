import { createServer } from "node:https";
import { createCertificateRequest, encodePem } from "../../packages/api/x509/dist/index.js";
import { nonsenseOf } from "./nonsense.mjs";

const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const json = { "content-type": "application/json" };
const keyAlgorithm = { name: "ECDSA", namedCurve: "P-256" };

/**
 * A webhook on loopback that answers reviews with what `random` makes of them, with a certificate that the server under test has
 * signed. Below `/closed` no answer allows anything.
 *
 * @returns {Promise<{ url: string, certificateRequest: string, close: () => void }>} `certificateRequest`: one, in base64.
 */
export async function startHookServer({ client, random }) {
  const { certificate, key, request } = await certificateOf(client);
  const server = createServer({ key, cert: certificate }, (incoming, outgoing) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      let review = {};
      try {
        review = JSON.parse(Buffer.concat(chunks).toString());
      } catch {
        // Nonsense is the answer to everything.
      }
      respond(outgoing, nonsenseOf(random, review, !incoming.url.startsWith("/closed")));
    });
    incoming.on("error", () => {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    certificateRequest: request,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function respond(outgoing, { status, type, text, cut }) {
  if (cut === "socket") return outgoing.destroy();
  const bytes = Buffer.from(text);
  const headers = { "content-type": type, location: "https://127.0.0.1:1/", "retry-after": "1" };
  if (cut === "body") {
    outgoing.writeHead(status, { ...headers, "content-length": String(bytes.length + 10) });
    outgoing.write(bytes, () => outgoing.destroy());
    return;
  }
  // Later than the webhook's timeout.
  setTimeout(
    () => outgoing.writeHead(status, headers).end(status === 204 ? undefined : bytes),
    cut === "late" ? 1_300 : 0,
  );
}

async function certificateOf(client) {
  const { subtle } = globalThis.crypto;
  const keys = await subtle.generateKey(keyAlgorithm, true, ["sign", "verify"]);
  const subject = { organization: ["system:nodes"], commonName: ["system:node:fuzz"] };
  const alternativeNames = { ipAddresses: [Uint8Array.of(127, 0, 0, 1)] };
  const pem = await createCertificateRequest({ subject, alternativeNames, keys });
  const request = Buffer.from(pem).toString("base64");
  const body = {
    metadata: { generateName: "fuzz-" },
    spec: {
      request,
      signerName: "kubernetes.io/kubelet-serving",
      usages: ["digital signature", "server auth"],
    },
  };
  const send = async (method, to, sent) => {
    const answer = await client.send({ method, path: to, headers: json, body: JSON.stringify(sent) }, 30_000);
    if (answer.code > 201) throw new Error(`${answer.code} to ${to}: ${answer.text}`);
    return JSON.parse(answer.text);
  };
  const made = await send("POST", path, body);
  const one = `${path}/${made.metadata.name}`;
  const approved = { type: "Approved", status: "True", reason: "Fuzz", message: "the campaign's webhook" };
  await send("PUT", `${one}/approval`, { ...made, status: { conditions: [approved] } });
  for (let attempt = 0; attempt < 1500; attempt++) {
    const { status } = await client.get(one);
    if (status.certificate !== undefined) {
      const key = encodePem("PRIVATE KEY", new Uint8Array(await subtle.exportKey("pkcs8", keys.privateKey)));
      return { certificate: Buffer.from(status.certificate, "base64").toString(), key, request };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${one} was not signed`);
}
