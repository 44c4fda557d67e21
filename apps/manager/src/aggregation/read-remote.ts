import type { IncomingHttpHeaders } from "node:http";
import type { APIService, Clock, Stored } from "@engenho/core";
import { type RemoteAccess, sendRequest } from "./remote-service.js";

/** A request for a document of a remote service. */
export interface RemoteReading {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The timeout in milliseconds. */
  readonly timeoutMs: number;
  /** The maximum size of the body. */
  readonly maxBytes: number;
}

/** The response of a remote service. */
export interface RemoteReadout {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Buffer;
}

/** Gets a document. Rejects with Error if it is too large, if the timeout has passed, and if the service cannot be reached. */
export async function readRemote(
  service: Stored<APIService>,
  { access, clock }: { readonly access: RemoteAccess; readonly clock: Clock },
  { path, headers, timeoutMs, maxBytes }: RemoteReading,
): Promise<RemoteReadout> {
  const late = new AbortController();
  const timer = clock.setTimer(() => late.abort(), timeoutMs);
  try {
    const request = { method: "GET", path, headers, body: Buffer.alloc(0), signal: late.signal };
    const { response } = await sendRequest(service, access, request);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) {
        response.destroy();
        throw new Error(`the response is larger than ${maxBytes} bytes`);
      }
      chunks.push(chunk as Buffer);
    }
    const { statusCode = 0, headersDistinct } = response;
    return { status: statusCode, etag: headersDistinct.etag?.[0], body: Buffer.concat(chunks, size) };
  } catch (error) {
    throw late.signal.aborted ? new Error("context deadline exceeded") : error;
  } finally {
    timer.cancel();
  }
}
