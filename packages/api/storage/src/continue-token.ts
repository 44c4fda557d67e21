import { StoreError } from "@engenho/core";
import { base64OfText, textOfBase64 } from "@engenho/machinery";

/** The start of the next page of a list. */
export interface ContinueToken {
  /** The version of the list. */
  readonly version: number;
  /** The last object of the previous page. */
  readonly namespace: string;
  readonly name: string;
  /** How many items the previous pages had. */
  readonly returned: number;
}

const format = "engenho/v1";

/** The opaque text of a token. */
export function encodeContinueToken(token: ContinueToken): string {
  const text = JSON.stringify([format, token.version, token.namespace, token.name, token.returned]);
  return base64OfText(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Decodes a token. Throws StoreError `BadRequest` for anything that {@link encodeContinueToken} did not produce. */
export function decodeContinueToken(text: string): ContinueToken {
  const parts = parse(text);
  if (Array.isArray(parts) && parts.length === 5) {
    const [head, version, namespace, name, returned] = parts as unknown[];
    const isToken =
      head === format &&
      Number.isSafeInteger(version) &&
      Number.isSafeInteger(returned) &&
      typeof namespace === "string" &&
      typeof name === "string";
    if (isToken) return { version: version as number, namespace, name, returned: returned as number };
  }
  throw new StoreError(
    "BadRequest",
    "invalid continue token: continue key is not valid: it was not issued by this store",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(textOfBase64(text.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}
