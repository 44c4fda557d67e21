import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createServingCertificate } from "../../../../../apps/manager/src/certificates/serving-certificate.js";

/** A review as a webhook receives it. */
export interface ReceivedReview {
  readonly kind: string;
  readonly apiVersion: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it
  readonly request: any;
  /** The path and query of the request. */
  readonly url: string;
  /** The Authorization header of the request. */
  readonly authorization: string | undefined;
}

/** What a webhook does with a review: the `response` of its answer, or something else. */
export type Answering = (review: ReceivedReview) => HookAnswer | Promise<HookAnswer>;

export type HookAnswer =
  | Readonly<Record<string, unknown>>
  | {
      readonly raw: string;
      readonly status?: number;
      readonly contentType?: string;
      readonly location?: string;
      readonly retryAfter?: string;
    }
  | "never"
  | "endless";

export interface HookServer {
  readonly port: number;
  readonly url: string;
  /** Base64 of the authority's PEM. */
  readonly caBundle: string;
  /** Base64 of its own certificate's PEM. */
  readonly ownBundle: string;
  readonly reviews: ReceivedReview[];
  /** Resolves when so many reviews have been received. */
  received(count: number): Promise<void>;
  /** How many connections were made. */
  readonly connections: () => number;
  close(): Promise<void>;
}

const certificates = new Map<string, ReturnType<typeof createServingCertificate>>();

function certificateFor(hosts: readonly string[]) {
  const key = hosts.join(" ");
  const known = certificates.get(key) ?? createServingCertificate({ hosts, nowMs: Date.now() });
  certificates.set(key, known);
  return known;
}

/** A webhook on 127.0.0.1, with a certificate made for it. */
export async function startHook(
  answer: Answering,
  {
    hosts = ["127.0.0.1", "localhost"],
    plain = false,
  }: { readonly hosts?: readonly string[]; readonly plain?: boolean } = {},
): Promise<HookServer> {
  const { caCertificate, certificate, privateKey } = certificateFor(hosts);
  const reviews: ReceivedReview[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let connections = 0;
  const server = (plain ? createHttpServer() : createServer({ key: privateKey, cert: certificate })) as Server;
  server.on("connection", () => connections++);
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const review = {
        ...JSON.parse(Buffer.concat(chunks).toString()),
        url: request.url ?? "",
        authorization: request.headers.authorization,
      } as ReceivedReview;
      reviews.push(review);
      for (const { count, resolve } of waiting) if (reviews.length >= count) resolve();
      const answered = await answer(review);
      if (answered === "never") return;
      if (answered === "endless") {
        response.writeHead(200, { "content-type": "application/json" });
        const more = () => {
          while (!response.destroyed && response.write(" ".repeat(1024 * 1024)));
        };
        response.on("drain", more);
        more();
        return;
      }
      if ("raw" in answered) {
        const {
          raw,
          status = 200,
          contentType = "application/json",
          location,
          retryAfter,
        } = answered as {
          raw: string;
          status?: number;
          contentType?: string;
          location?: string;
          retryAfter?: string;
        };
        response.writeHead(status, {
          "content-type": contentType,
          ...(location === undefined ? {} : { location }),
          ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
        });
        response.end(raw);
        return;
      }
      const { apiVersion, kind, request: asked } = review;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true, ...answered } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}/hook`,
    caBundle: Buffer.from(caCertificate).toString("base64"),
    ownBundle: Buffer.from(certificate).toString("base64"),
    reviews,
    received: (count) =>
      new Promise((resolve) => {
        if (reviews.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Base64 of a JSON Patch, with its type. */
export function patch(...operations: readonly object[]) {
  return { patch: Buffer.from(JSON.stringify(operations)).toString("base64"), patchType: "JSONPatch" };
}
