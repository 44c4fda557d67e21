/** How deep the objects and arrays of a JSON text nest, and approximately how many values it has. */
export interface JsonMeasure {
  readonly depth: number;
  readonly values: number;
}

/** Measures a JSON text before it is parsed. For invalid JSON the result is arbitrary. */
export function measureJson(json: Buffer): JsonMeasure {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < json.length; at++) {
    switch (json[at] as number) {
      case quote:
        for (at++; at < json.length && json[at] !== quote; at++) if (json[at] === backslash) at++;
        break;
      case openBrace:
      case openBracket:
        values++;
        if (++depth > deepest) deepest = depth;
        break;
      case closeBrace:
      case closeBracket:
        depth--;
        break;
      case comma:
        values++;
    }
  }
  return { depth: deepest, values };
}

const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
