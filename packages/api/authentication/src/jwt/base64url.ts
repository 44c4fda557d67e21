/** Decodes base64url without padding; undefined for other texts. */
export function base64UrlBytes(text: string): Buffer | undefined {
  return text.length % 4 === 1 || !/^[\w-]*$/.test(text) ? undefined : Buffer.from(text, "base64url");
}

/** Decodes a JSON object in base64url; undefined for other texts. */
export function base64UrlObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = base64UrlBytes(text);
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
