import { isPending } from "@engenho/machinery";
import type { ApiRequest } from "../api-request.js";
import { entityTooLarge } from "../status/refusals.js";

/** Upstream's limit on the size of a request body. */
const maximumBodyBytes = 3 * 1024 * 1024;

/**
 * The whole body of a mutating request, which then waits for its slot. Throws StoreError `RequestEntityTooLarge`, and the
 * errors of Admission and Exchange.
 */
export async function readBody({ exchange, admission }: Pick<ApiRequest, "exchange" | "admission">): Promise<Buffer> {
  const declared = Number(exchange.header("content-length") ?? 0);
  if (declared > maximumBodyBytes) throw tooLarge();
  let size = 0;
  const body = await exchange.readBody((count) => {
    size += count;
    if (size > maximumBodyBytes) throw tooLarge();
    admission.takeBytes(count);
  });
  const entered = admission.enter("body");
  if (isPending(entered)) await entered;
  return body;
}

function tooLarge(): Error {
  return entityTooLarge(`limit is ${maximumBodyBytes}`);
}
