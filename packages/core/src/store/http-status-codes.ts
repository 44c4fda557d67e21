import type { StoreErrorCode } from "./store-error.js";

const codes: ReadonlyMap<number, StoreErrorCode> = new Map([
  [400, "BadRequest"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "NotFound"],
  [405, "MethodNotAllowed"],
  [409, "Conflict"],
  [410, "Expired"],
  [413, "RequestEntityTooLarge"],
  [415, "UnsupportedMediaType"],
  [422, "Invalid"],
  [429, "TooManyRequests"],
  [503, "ServiceUnavailable"],
  [504, "Timeout"],
]);

/**
 * The code of an error response whose Status has no known reason, by its HTTP status (apimachinery: NewGenericServerResponse);
 * undefined for other statuses.
 */
export function codeOfHttpStatus(httpStatus: number): StoreErrorCode | undefined {
  return codes.get(httpStatus);
}
