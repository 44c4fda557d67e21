import { goQuote } from "@engenho/machinery";

/** Go's `%q` of a list of strings. */
export function goList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(" ")}]`;
}
