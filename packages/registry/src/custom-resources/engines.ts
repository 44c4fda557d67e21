import * as cel from "@marcbachmann/cel-js";

/** The Common Expression Language, for `x-kubernetes-validations`. */
export function loadCel(): typeof import("@marcbachmann/cel-js") {
  return cel;
}
