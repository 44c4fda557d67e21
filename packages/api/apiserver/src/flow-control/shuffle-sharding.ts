import { createHash } from "node:crypto";

/**
 * The hash of a flow, from which its hand is dealt (upstream: hashFlowID): the first 64 bits of SHA-256.
 */
export function hashOfFlow(schema: string, distinguisher: string): bigint {
  return createHash("sha256").update(schema).update("\0").update(distinguisher).digest().readBigUInt64LE();
}

/**
 * Deals a hand of distinct cards from a deck, with the hash as the source of randomness (upstream:
 * shufflesharding.Deal). Flows with different hashes rarely have the same hand, so a flow that fills its queues usually
 * leaves other flows a queue.
 */
export function dealHand(
  hash: bigint,
  { deckSize, handSize }: { readonly deckSize: number; readonly handSize: number },
): readonly number[] {
  const remainders: number[] = [];
  let rest = hash;
  for (let dealt = 0; dealt < handSize; dealt++) {
    const left = BigInt(deckSize - dealt);
    remainders.push(Number(rest % left));
    rest /= left;
  }
  return remainders.map((remainder, dealt) => {
    let card = remainder;
    for (let before = dealt - 1; before >= 0; before--) if (card >= (remainders[before] as number)) card++;
    return card;
  });
}
