import { CelError } from "./error.js";

/** Errors that say nothing of the values (cel-go, common/types/err.go); the same one each time, for they are answered often. */
export const noSuchOverload = new CelError("no such overload");
export const integerOverflow = new CelError("integer overflow");
export const unsignedOverflow = new CelError("unsigned integer overflow");
export const divisionByZero = new CelError("division by zero");
export const modulusByZero = new CelError("modulus by zero");
export const durationOverflow = new CelError("duration overflow");
export const timestampOverflow = new CelError("timestamp overflow");
export const notOrdered = new CelError("NaN values cannot be ordered");

/** A conversion that there is not, or that this value does not bear. */
export function conversionError(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}
