import type { Positions } from "./positions.js";

/** The text of an expression, and where its nodes stand in it. */
export interface Source {
  readonly text: string;
  readonly positions: Positions;
}

/** Something that is wrong with an expression. */
export interface Issue {
  readonly message: string;
  /** From 1; -1: it concerns the expression as a whole. */
  readonly line: number;
  /** From 0, in code points; -1: it concerns the expression as a whole. */
  readonly column: number;
}
