import { CelError } from "./error.js";

/** Errors that do not depend on values (cel-go, common/types/err.go); shared instances, because they occur often. */
export const noSuchOverload = new CelError("no such overload");
export const integerOverflow = new CelError("integer overflow");
export const unsignedOverflow = new CelError("unsigned integer overflow");
export const divisionByZero = new CelError("division by zero");
export const modulusByZero = new CelError("modulus by zero");
export const durationOverflow = new CelError("duration overflow");
export const timestampOverflow = new CelError("timestamp overflow");
export const notOrdered = new CelError("NaN values cannot be ordered");

/** The error for a conversion that does not exist, or that fails for this value. */
export function conversionError(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}
