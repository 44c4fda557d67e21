import { randomUUID } from "node:crypto";
import type { RandomSource } from "./random-source.js";

/** Real randomness. The only place in the libraries that draws it. */
export const systemRandom: RandomSource = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
};
