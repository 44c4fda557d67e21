import type { Clock } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import { badRequest, entityTooLarge } from "../status/refusals.js";

/** Upstream's limit of a request's body. */
const maximumBodyBytes = 3 * 1024 * 1024;
/** A body that is not complete by then is given up, as upstream gives up a request. */
const bodyTimeoutMs = 60_000;

/** The whole body of a request. Throws StoreError `RequestEntityTooLarge`, or `BadRequest` when the client stops in the middle. */
export async function readBody(exchange: Exchange, clock: Clock): Promise<Buffer> {
  const declared = Number(exchange.header("content-length") ?? 0);
  if (declared > maximumBodyBytes) throw tooLarge();
  const timer = clock.setTimer(() => exchange.destroy(), bodyTimeoutMs);
  try {
    const body = await exchange.readBody(maximumBodyBytes);
    if (body === undefined) throw tooLarge();
    return body;
  } catch (error) {
    if (error instanceof Error && error.name !== "StoreError") throw badRequest(error.message);
    throw error;
  } finally {
    timer.cancel();
  }
}

function tooLarge(): Error {
  return entityTooLarge(`limit is ${maximumBodyBytes}`);
}
