import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@engenho/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServingCertificate } from "../../src/certificates/serving-certificate.js";
import { openReviewClient } from "../../src/configuration/webhook-kubeconfig.js";

const options = { flag: "--authorization-webhook-config-file", clock: systemClock };
const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec: { user: "jane" } };

describe("the client of the authorization webhook", () => {
  let directory: string;
  let server: Server;
  let port: number;
  let ca: string;
  let respond: (request: IncomingMessage, response: ServerResponse, body: string) => void;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-webhook-"));
    const identity = createServingCertificate({ hosts: ["127.0.0.1"], nowMs: Date.now() });
    ca = identity.caCertificate;
    server = createServer({ cert: identity.certificate, key: identity.privateKey }, (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => respond(request, response, body));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    port = (server.address() as AddressInfo).port;
    await writeFile(join(directory, "ca.pem"), ca);
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  async function kubeconfig(cluster: object, user: object = {}): Promise<string> {
    const file = join(directory, "webhook.kubeconfig");
    const config = {
      "current-context": "c",
      clusters: [{ name: "hook", cluster: { server: `https://127.0.0.1:${port}/authorize`, ...cluster } }],
      users: [{ name: "me", user }],
      contexts: [{ name: "c", context: { cluster: "hook", user: "me" } }],
    };
    await writeFile(file, JSON.stringify(config));
    return file;
  }

  it("posts the review to the server of the current context, as its user, and returns the answer", async () => {
    const file = await kubeconfig({ "certificate-authority": "ca.pem" }, { token: "t" });
    const client = await openReviewClient(file, options);
    const answer = { ...review, status: { allowed: true } };
    const seen: unknown[] = [];
    respond = ({ method, url, headers }, response, body) => {
      seen.push([method, url, headers.authorization, headers["content-type"], JSON.parse(body)]);
      response.end(JSON.stringify(answer));
    };
    expect(await client.review(review)).toEqual(answer);
    expect(seen).toEqual([["POST", "/authorize", "Bearer t", "application/json", review]]);
  });

  it.each<[string, number, string, boolean]>([
    ["a refusal", 403, "nonsense", false],
    ["a server that is busy", 429, "the server has received too many requests", true],
    [
      "a fault of the server",
      500,
      'an error on the server ("nonsense") has prevented the request from succeeding',
      true,
    ],
    ["what is no JSON", 200, "json parse error", false],
  ])("fails with %s", async (_what, code, message, isTransient) => {
    respond = (_request, response) => {
      response.statusCode = code;
      response.end("nonsense");
    };
    const client = await openReviewClient(await kubeconfig({ "certificate-authority": "ca.pem" }), options);
    await expect(client.review(review)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      ...(isTransient ? { isTransient } : {}),
    });
  });

  it("fails with a server that it does not trust, or cannot reach", async () => {
    respond = (_request, response) => response.end("{}");
    const untrusting = await openReviewClient(await kubeconfig({}), options);
    await expect(untrusting.review(review)).rejects.toMatchObject({ isTransient: false });
    const lost = await openReviewClient(await kubeconfig({ server: "https://127.0.0.1:1/" }), options);
    await expect(lost.review(review)).rejects.toThrow('Post "https://127.0.0.1:1/"');
    const other = createServingCertificate({ hosts: ["example.com"], nowMs: Date.now() }).caCertificate;
    const data = { "certificate-authority-data": Buffer.from(other).toString("base64") };
    const wrong = await openReviewClient(await kubeconfig(data), options);
    await expect(wrong.review(review)).rejects.toMatchObject({ isTransient: false });
  });

  it("refuses an answer without end", async () => {
    respond = (_request, response) => {
      const write = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", write);
      };
      write();
    };
    const client = await openReviewClient(await kubeconfig({ "certificate-authority": "ca.pem" }), options);
    await expect(client.review(review)).rejects.toThrow("larger than 3145728 bytes");
  });

  it.each<[string, string]>([
    ["{", "is not YAML"],
    ["clusters: []", "leads to no cluster"],
    ["", "leads to no cluster"],
    ["null", "leads to no cluster"],
  ])("a file with %j is a usage error", async (text, message) => {
    const file = join(directory, "broken");
    await writeFile(file, text);
    await expect(openReviewClient(file, options)).rejects.toThrow(message);
  });

  it("so is one that is missing, whose server is no URL, or whose certificates are missing", async () => {
    await expect(openReviewClient(join(directory, "gone"), options)).rejects.toThrow("ENOENT");
    await expect(openReviewClient(await kubeconfig({ server: "x" }), options)).rejects.toThrow("is not a URL");
    const missing = await kubeconfig({ "certificate-authority": "gone.pem" });
    await expect(openReviewClient(missing, options)).rejects.toThrow("ENOENT");
  });
});
