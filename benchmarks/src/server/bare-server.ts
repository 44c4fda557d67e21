import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { createServingCertificate } from "../../../apps/manager/src/certificates/serving-certificate.js";
import type { BareResult } from "./bare-process.js";

/**
 * The limit of this machine: an HTTPS server that does nothing else. `GET /<bytes>` returns that many bytes from memory; a
 * request with a body gets it back, parsed and serialised as JSON.
 */
async function main(): Promise<void> {
  const made = createServingCertificate({ hosts: ["127.0.0.1"], nowMs: Date.now() });
  const ready = new Map<string, Buffer>();
  const server = createSecureServer({
    key: made.privateKey,
    cert: made.certificate,
    settings: { maxConcurrentStreams: 2000, initialWindowSize: 1 << 20 },
  });
  const head = { ":status": 200, "content-type": "application/json" };
  server.on("stream", (stream, headers) => {
    if (headers[":method"] === "GET") {
      const path = headers[":path"] ?? "/1";
      let body = ready.get(path);
      if (body === undefined) {
        body = Buffer.alloc(Number(path.slice(1)), "x");
        ready.set(path, body);
      }
      stream.respond({ ...head, "content-length": body.length });
      stream.end(body);
      return;
    }
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.concat(chunks).toString())));
      stream.respond({ ...head, "content-length": body.length });
      stream.end(body);
    });
  });
  process.on("disconnect", () => process.exit(0));
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    const result: BareResult = { address: `https://127.0.0.1:${port}`, ca: made.caCertificate, token: "" };
    process.send?.(result);
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
