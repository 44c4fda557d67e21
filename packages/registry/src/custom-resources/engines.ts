import { createRequire } from "node:module";

/**
 * The two engines that only custom kinds need, loaded when the first schema asks for them: together they cost 90 ms and
 * a few megabytes, which no start of a process without custom kinds should pay. A schema is compiled within a synchronous
 * write, so a dynamic `import()`, which answers later, cannot stand here; `require` loads ES modules too since Node 20.19.
 */
// The CommonJS build has no `import.meta`, but `__filename`.
const load = createRequire(import.meta.url ?? __filename);

/** Regular expressions in linear time: those of users never run on the engine of JavaScript. */
export function loadRe2(): typeof import("re2js") {
  return load("re2js");
}

/** The Common Expression Language, for `x-kubernetes-validations`. */
export function loadCel(): typeof import("@marcbachmann/cel-js") {
  return load("@marcbachmann/cel-js");
}
