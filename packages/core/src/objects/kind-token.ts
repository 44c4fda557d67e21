import type { KindToken } from "@engenho/types";

/** Every kind, including those registered later: for a controller that watches all of them. */
export const everyKind: KindToken = Object.freeze({ apiVersion: "*", kind: "*" });
